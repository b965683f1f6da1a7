// Exchange the marks of a Word template for a school's answers.
//
// export/docx/fill.py is the same for the command line: for the same values both give the same
// parts, byte for byte. export/docx/marks.py says what each mark means. Nothing is evaluated; an
// answer is never looked at for marks.

const MARK = /<\?polisi ([^]*?)\?>/;
const OF_ITEM = { linked: "link", open: "open" }; // flags about the entry of a list, and what they ask for
const BOX = [2160000, 1080000]; // how large a picture may be: 6 by 3 cm in Word's units

/**
 * Return the parts of a Word file as pairs of a name and a text or bytes.
 *
 * @param template `{parts: {name: text or {base64}}}`, as `as_json` in export/docx/template.py makes.
 * @param values what `resolve` in values.js makes.
 */
export function fill(template, values) {
  const flags = flagsOf(values);
  const made = [];
  let hasPicture = false;
  for (const [name, part] of Object.entries(template.parts)) {
    if (typeof part !== "string") {
      made.push([name, bytes(part.base64)]);
      continue;
    }
    hasPicture ||= part.includes("<?polisi picture ");
    const pieces = part.split(MARK);
    made.push([name, pieces.length > 1 ? run({ pieces, at: 0, values, flags }, true, null) : part]);
  }
  if (values.picture && hasPicture) made.push([`word/media/logo.${values.picture.kind}`, bytes(values.picture.base64)]);
  return made;
}

function flagsOf({ places, lists, open, hidden, picture }) {
  const flags = new Set();
  for (const [key, place] of Object.entries(places)) flags.add(`${place.state}:${key}`);
  for (const [key, items] of Object.entries(lists)) if (items.length) flags.add(`list:${key}`);
  for (const [locale, fields] of Object.entries(open)) {
    for (const [id, languages] of Object.entries(fields)) for (const each of languages) flags.add(`open:${locale}/${id}/${each}`);
  }
  for (const [locale, ids] of Object.entries(hidden)) for (const id of ids) flags.add(`hide:${locale}/${id}`);
  if (picture) flags.add("picture").add(picture.kind);
  return flags;
}

/** Return the text up to the end of this level; where it does not count, only go there. */
function run(state, counts, item) {
  let text = "";
  for (; state.at < state.pieces.length; state.at += 1) {
    const piece = state.pieces[state.at];
    if (state.at % 2 === 0) {
      if (counts) text += piece;
      continue;
    }
    const [operation, argument] = parted(piece);
    if (operation === "end") return text;
    state.at += 1;
    if (operation === "if") {
      text += run(state, counts && holds(argument, state.flags, item), item);
    } else if (operation === "each") {
      const start = state.at;
      const items = counts ? state.values.lists[argument] : [];
      if (!items.length) run(state, false, null);
      for (const entry of items) {
        state.at = start;
        text += run(state, true, entry);
      }
    } else {
      state.at -= 1;
      if (counts) text += word(operation, argument, state.values, item);
    }
  }
  return text;
}

function parted(text) {
  const at = text.indexOf(" ");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function holds(test, flags, item) {
  const has = (flag) => (OF_ITEM[flag] ? Boolean(item?.[OF_ITEM[flag]]) : flags.has(flag));
  return test.split("|").some((all) =>
    all.split("&").every((flag) => (flag.startsWith("!") ? !has(flag.slice(1)) : has(flag))),
  );
}

function word(operation, argument, values, item) {
  const [key, xml] = parted(argument);
  const place = values.places[key];
  if (operation === "put") return (place.paragraphs ?? []).map(inRun).join(xml || " ");
  if (operation === "ending") return place.ending ?? "'s";
  if (operation === "item") return escape(item.text);
  if (operation === "link") return escape(item.link);
  if (operation !== "picture") throw new Error(`no such mark: ${operation}`);
  const [width, height] = fitted(values.picture.width, values.picture.height);
  const drawn = argument.replaceAll("{cx}", width).replaceAll("{cy}", height);
  for (const [locale, alt] of Object.entries(values.picture.alt)) {
    // Each stands twice, and what it says may look like a mark of another language.
    const parts = drawn.split(`{alt.${locale}}`);
    if (parts.length > 1) return parts.join(escape(alt).replaceAll('"', "&quot;"));
  }
  return drawn;
}

/** Return text as it stands in the `w:t` of a run, where a line may break. */
function inRun(text) {
  return escape(text).replaceAll("\n", '</w:t><w:br/><w:t xml:space="preserve">');
}

function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Return the size at which a picture just fits its box; whole numbers, as fill.py has. */
function fitted(width, height) {
  const [most, tallest] = BOX;
  if (width * tallest > most * height) return [most, Math.max(1, Math.floor((height * most) / width))];
  return [Math.max(1, Math.floor((width * tallest) / height)), tallest];
}

function bytes(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
