// The language switch keeps the clause: a link to the other language takes the place in the page along.
const switches = document.querySelectorAll("a[data-polisi-switch]");

function follow() {
  for (const link of switches) link.hash = location.hash;
}

addEventListener("hashchange", follow);
follow();
