// A school's answers as its file holds them: cleaned, checked, written and read.
//
// What is checked here is what fields/answers.py checks; a file that is saved here is a file that
// `polisi fill` takes.

export const TEMPLATE = "$template"; // the key that says which version of the template it is for

const CONTROL = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/u;
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/;
// What Python's str.split() parts words at; \s also holds U+FEFF, which is no space there.
const SPACE = "[\\t\\n\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const SPACES = new RegExp(`${SPACE}+`, "g");
const ENDS = new RegExp(`^${SPACE}+|${SPACE}+$`, "g");
const PARAGRAPHS = new RegExp(`\\n${SPACE}*\\n`);
// Anything but spaces, joiners, and letters and marks that show nothing; `is_seen` there is the same.
const SEEN =
  /[^\p{Cf}\p{Z}\t\n\v\f\r\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]/u;
const LINK = /^https?:\/\/\S+$/;

const words = (text) => text.replace(SPACES, " ").replace(ENDS, "");

/** Return a text in the form in which it is put into a document. */
export function clean(text, long = false) {
  if (!SEEN.test(text)) return "";
  const one = String(text).replace(/\r\n/g, "\n").replace(/\v/g, "\n").normalize("NFC");
  if (!long) return words(one);
  const lines = (part) => part.split("\n").map(words).filter(Boolean).join("\n");
  return one.split(PARAGRAPHS).map(lines).filter(Boolean).join("\n\n");
}

/** Return what is wrong with a text, as the key and the values of a string; null if nothing is. */
export function textProblem(field, text) {
  const cleaned = clean(text, field.type === "longtext");
  if (CONTROL.test(cleaned.replace(/\n/g, ""))) return ["error_control"];
  if (DIRECTION.test(cleaned)) return ["error_direction"];
  const length = [...cleaned].length;
  return length > field.max_length ? ["error_long", { length, limit: field.max_length }] : null;
}

/** Tell whether a text is a day that there is, written `2026-03-01`. */
export function isDate(text) {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!found || found[1] === "0000") return false;
  const day = new Date(0);
  day.setUTCFullYear(Number(found[1]), Number(found[2]) - 1, Number(found[3]));
  return day.getUTCMonth() === Number(found[2]) - 1 && day.getUTCDate() === Number(found[3]);
}

/** Return the problems of one field: where (a part of it), and what as a string's key and values. */
export function problems(field, answer, locales) {
  if (answer === undefined || answer === null) return [];
  if (field.type === "list") return listProblems(field, answer, locales);
  if (field.type === "date") return answer === "" || isDate(answer) ? [] : [{ part: "", say: ["error_date"] }];
  if (field.type !== "text" && field.type !== "longtext") return [];
  const texts = field.bilingual ? locales.map((locale) => [locale, answer[locale]]) : [["", answer]];
  return texts.flatMap(([part, text]) => {
    const say = text ? textProblem(field, text) : null;
    return say ? [{ part, say }] : [];
  });
}

function listProblems(field, rows, locales) {
  return rows.flatMap((row, index) => {
    const found = [];
    for (const locale of locales) {
      const say = row[locale] ? textProblem(field, row[locale]) : null;
      if (say) found.push({ part: `${index}-${locale}`, say });
    }
    const link = words(row.link ?? "");
    if (link && !LINK.test(link)) found.push({ part: `${index}-link`, say: ["error_link"] });
    if (link && !locales.some((locale) => words(row[locale] ?? ""))) {
      found.push({ part: `${index}-${locales[0]}`, say: ["error_untitled"] });
    }
    return found;
  });
}

/** Tell whether a value in one language is wanted in every other too. */
export function inEach(field) {
  return field.bilingual && !field.shared;
}

/**
 * Return the places that still lack an answer, as `{field, part}`: required ones that have none, and
 * those that are answered in another language only; `is_open` in fields/answers.py is the same.
 */
export function openPlaces(schema, answers, locales) {
  return schema.fields.flatMap((field) => {
    const answer = answers[field.id];
    if (field.type === "list") return openEntries(field, answer ?? [], locales);
    const empty = locales.filter((locale) => !has(field, answer, locale));
    const isNeeded = field.required && field.default === undefined;
    if (empty.length === locales.length && !isNeeded) return [];
    if (inEach(field)) return empty.map((part) => ({ field, part }));
    return empty.length === locales.length ? [{ field, part: field.bilingual ? locales[0] : "" }] : [];
  });
}

function openEntries(field, rows, locales) {
  const named = (row) => locales.some((locale) => clean(row[locale] ?? ""));
  if (!rows.some(named)) return field.required ? [{ field, part: "" }] : [];
  if (!inEach(field)) return [];
  return rows.flatMap((row, index) =>
    named(row) ? locales.filter((locale) => !clean(row[locale] ?? "")).map((locale) => ({ field, part: `${index}-${locale}` })) : [],
  );
}

function has(field, answer, locale) {
  if (answer === undefined || answer === null) return false;
  if (field.type === "boolean") return true;
  return clean((field.bilingual ? answer[locale] : answer) ?? "") !== "";
}

/** Return the answers as their file holds them: cleaned, without what is empty. */
export function ready(schema, answers, locales) {
  const made = {};
  for (const field of schema.fields) {
    const value = readyValue(field, answers[field.id], locales);
    if (value !== null) made[field.id] = value;
  }
  return made;
}

function readyValue(field, answer, locales) {
  if (answer === undefined || answer === null || answer === "") return null;
  const long = field.type === "longtext";
  if (field.type === "list") {
    const rows = answer.map((row) => onlyFilled([...locales, "link"], (key) => clean(row[key] ?? "")));
    const kept = rows.filter((row) => row && locales.some((locale) => row[locale]));
    return kept.length ? kept : null;
  }
  if (field.bilingual) return onlyFilled(locales, (locale) => clean(answer[locale] ?? "", long));
  if (field.type === "text" || long) return clean(answer, long) || null;
  return answer;
}

function onlyFilled(keys, value) {
  const made = {};
  for (const key of keys) {
    const text = value(key);
    if (text) made[key] = text;
  }
  return Object.keys(made).length ? made : null;
}

/** Return the text of an answers file. */
export function write(schema, answers, locales) {
  return `${JSON.stringify({ [TEMPLATE]: schema.version, ...ready(schema, answers, locales) }, null, 2)}\n`;
}

/**
 * Read an answers file. What cannot be taken is told, and everything else is taken.
 *
 * @returns `{answers, notes}`; each note is the key and the values of a string. Of the values,
 * `field` is a field, and `why` is the key and the values of another string.
 * @throws an Error whose message is the key of a string: it is no answers file.
 */
export function read(schema, text, locales) {
  let raw;
  try {
    raw = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    throw new Error("error_not_json");
  }
  if (raw === null || typeof raw !== "object" || Array.isArray(raw)) throw new Error("error_not_answers");
  const notes = changesSince(schema, raw[TEMPLATE]);
  const byId = new Map(schema.fields.map((field) => [field.id, field]));
  const answers = {};
  for (const [key, given] of Object.entries(raw)) {
    if (key === TEMPLATE || key === "$schema") continue;
    const id = nowCalled(schema, byId, key);
    const field = byId.get(id);
    if (!field) notes.push(["note_unknown", { id: key }]);
    else if (id !== key && Object.hasOwn(raw, id)) notes.push(["note_twice", { id: key, field }]);
    else {
      const wrong = [];
      answers[id] = taken(field, given, locales, (...why) => void wrong.push(why));
      for (const why of wrong) notes.push(["note_unfit", { field, why }]);
    }
  }
  return { answers, notes };
}

/** Return the id that a field has now; `renamed` in fields/schema.py is the same. */
function nowCalled(schema, byId, key) {
  const renamed = new Map(schema.changes.flatMap((change) => Object.entries(change.renamed)));
  let id = key;
  for (let steps = 0; !byId.has(id) && renamed.has(id) && steps < 99; steps += 1) id = renamed.get(id);
  return id;
}

/** Return what to say of a file for another version of the template; `changes_since` there is the same. */
function changesSince(schema, version) {
  if (version === undefined || version === schema.version) return [];
  const told = ["note_version", { version: String(version), now: schema.version }];
  if (isNewer(String(version), schema.version)) return [told, ["note_newer", {}]];
  const at = schema.changes.findIndex((change) => change.version === version);
  return [
    told,
    // A version that is named nowhere, the first one among them, is older than every change.
    ...schema.changes.slice(at + 1).map((change) => ["note_change", { version: change.version, what: change.what }]),
  ];
}

/** Return whether the numbers in a version say that it is newer; `is_older_than` there is the same. */
function isNewer(version, now) {
  const [theirs, ours] = [version, now].map((each) => (each.match(/[0-9]+/g) ?? []).map(Number));
  for (let at = 0; at < theirs.length; at += 1) {
    if (at >= ours.length || theirs[at] !== ours[at]) return at >= ours.length || theirs[at] > ours[at];
  }
  return false;
}

/**
 * Return an answer in the shape that the form holds, without what cannot be taken.
 *
 * @param wrong takes the key and the values of a string that says why not, and returns undefined.
 */
function taken(field, given, locales, wrong) {
  if (given === null) return undefined;
  switch (field.type) {
    case "list":
      return takenList(given, locales, wrong);
    case "boolean":
      return typeof given === "boolean" ? given : wrong("unfit_yes_or_no");
    case "image":
      if (given === "" || /^data:image\/(png|jpeg);base64,/.test(given)) return given;
      return wrong("unfit_picture");
  }
  if (field.bilingual && typeof given !== "string") return takenTexts(given, locales, wrong);
  if (typeof given !== "string") return wrong("unfit_text");
  if (field.type === "choice" && given !== "" && !Object.hasOwn(field.choices, given)) return wrong("unfit_choice", { given });
  // What can be shown in the form, and mended there, is.
  if (field.type === "date" && given !== "" && !/^\d*-\d*-\d*$/.test(given)) return wrong("unfit_date", { given });
  return field.bilingual ? Object.fromEntries(locales.map((locale) => [locale, given])) : given;
}

/** Return the texts of an object under the keys that it may have. */
function takenTexts(given, keys, wrong) {
  if (typeof given !== "object" || Array.isArray(given)) return wrong("unfit_text");
  const made = {};
  for (const [key, text] of Object.entries(given)) {
    if (!keys.includes(key)) wrong("unfit_key", { id: key });
    else if (typeof text === "string") made[key] = text;
    else if (text !== null) wrong("unfit_text");
  }
  return made;
}

function takenList(given, locales, wrong) {
  if (Array.isArray(given)) return given.flatMap((entry) => takenEntry(entry, locales, wrong) ?? []);
  if (typeof given !== "object") return wrong("unfit_list");
  // One list a language: entries of one place belong together.
  const rows = [];
  for (const [locale, list] of Object.entries(given)) {
    if (!locales.includes(locale)) wrong("unfit_key", { id: locale });
    else if (list !== null && !Array.isArray(list)) wrong("unfit_list");
    for (const [index, entry] of (locales.includes(locale) && Array.isArray(list) ? list : []).entries()) {
      const made = takenEntry(entry, [locale], wrong);
      const link = rows[index]?.link;
      if (link && made?.link && link !== made.link) wrong("unfit_two_links", { number: index + 1 });
      rows[index] = { ...rows[index], ...made, ...(link && { link }) };
    }
  }
  return Array.from(rows, (row) => row ?? {}).filter((row) => Object.keys(row).length);
}

function takenEntry(entry, spoken, wrong) {
  if (entry === null) return undefined;
  if (typeof entry === "string") return Object.fromEntries(spoken.map((locale) => [locale, entry]));
  return takenTexts(entry, [...spoken, "link"], wrong);
}
