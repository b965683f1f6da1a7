// Finds, away from the page, so that typing never waits for it.
import { Finder } from "./find.js";

let finder;
const asked = [];

addEventListener("message", async ({ data: { index, query } }) => {
  if (index) {
    const answer = await fetch(index);
    finder = new Finder(await answer.json());
  } else {
    asked.push(query);
  }
  if (finder && asked.length) {
    const last = asked.at(-1);
    asked.length = 0;
    postMessage({ query: last, ...finder.find(last) });
  }
});
