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
const LINK = /^https?:\/\/\S+$/;

const words = (text) => text.replace(SPACES, " ").replace(ENDS, "");

/** Return a text in the form in which it is put into a document. */
export function clean(text, long = false) {
  const one = String(text).replace(/\r\n/g, "\n").replace(/\v/g, "\n").normalize("NFC");
  if (!long) return words(one);
  return one.split(PARAGRAPHS).map(words).filter(Boolean).join("\n\n");
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

/** Return the required places that have no answer, as `{field, part}`. */
export function openPlaces(schema, answers, locales) {
  return schema.fields.filter((field) => field.required).flatMap((field) => {
    const answer = answers[field.id];
    const empty = (locale) => !has(field, answer, locale);
    if (!field.bilingual || field.type === "list") return locales.every(empty) ? [{ field, part: "" }] : [];
    if (field.shared) return locales.every(empty) ? [{ field, part: locales[0] }] : [];
    return locales.filter(empty).map((part) => ({ field, part }));
  });
}

function has(field, answer, locale) {
  if (answer === undefined || answer === null) return false;
  if (field.type === "list") return answer.some((row) => words(row[locale] ?? ""));
  if (field.type === "boolean") return true;
  return words((field.bilingual ? answer[locale] : answer) ?? "") !== "";
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
 * Read an answers file.
 *
 * @returns `{answers, notes}`; each note is the key and the values of a string.
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
  const { since, notes } = changesSince(schema, raw[TEMPLATE]);
  const renamed = new Map(since.flatMap((change) => Object.entries(change.renamed)));
  const byId = new Map(schema.fields.map((field) => [field.id, field]));
  const answers = {};
  for (const [key, given] of Object.entries(raw)) {
    if (key === TEMPLATE || key === "$schema") continue;
    let id = key;
    for (let steps = 0; renamed.has(id) && steps < 99; steps += 1) id = renamed.get(id);
    const field = byId.get(id);
    const value = field ? taken(field, given, locales) : undefined;
    if (!field) notes.push(["note_unknown", { id: key }]);
    else if (value === undefined) notes.push([field.type === "image" ? "note_picture" : "note_unfit", { field }]);
    else answers[id] = value;
  }
  return { answers, notes };
}

/** Return what has changed since a version of the template, and what to say of it. */
function changesSince(schema, version) {
  if (version === undefined || version === schema.version) return { since: [], notes: [] };
  const at = schema.changes.findIndex((change) => change.version === version);
  // A version that is named nowhere, the first one among them, is older than every change.
  const since = schema.changes.slice(at + 1);
  const notes = [["note_version", { version: String(version), now: schema.version }]];
  for (const change of since) notes.push(["note_change", { version: change.version, what: change.what }]);
  return { since, notes };
}

/** Return an answer in the shape that the form holds; undefined if it is of another kind. */
function taken(field, given, locales) {
  if (given === null) return field.bilingual && field.type !== "list" ? {} : field.type === "list" ? [] : "";
  if (field.type === "boolean") return typeof given === "boolean" ? given : undefined;
  if (field.type === "list") return takenList(given, locales);
  if (field.type === "choice") return given === "" || given in field.choices ? given : undefined;
  if (field.type === "image") {
    return typeof given === "string" && /^data:image\/(png|jpeg);base64,/.test(given) ? given : undefined;
  }
  if (!field.bilingual) return typeof given === "string" ? given : undefined;
  if (typeof given === "string") return Object.fromEntries(locales.map((locale) => [locale, given]));
  return isTexts(given, locales) ? onlyKnown(given, locales) : undefined;
}

function takenList(given, locales) {
  if (!Array.isArray(given)) {
    // One list a language: entries of one place belong together.
    if (typeof given !== "object" || locales.some((locale) => given[locale] && !Array.isArray(given[locale]))) return undefined;
    const rows = [];
    for (const locale of locales) {
      for (const [index, entry] of (given[locale] ?? []).entries()) {
        rows[index] = { ...rows[index], ...(typeof entry === "string" ? { [locale]: entry } : entry) };
      }
    }
    return takenList(Array.from(rows, (row) => row ?? {}), locales);
  }
  const rows = given.map((entry) =>
    typeof entry === "string" ? Object.fromEntries(locales.map((locale) => [locale, entry])) : entry,
  );
  const keys = [...locales, "link"];
  return rows.every((row) => isTexts(row, keys)) ? rows.map((row) => onlyKnown(row, keys)) : undefined;
}

function isTexts(value, keys) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  return keys.every((key) => value[key] === undefined || value[key] === null || typeof value[key] === "string");
}

function onlyKnown(value, keys) {
  return Object.fromEntries(keys.filter((key) => typeof value[key] === "string").map((key) => [key, value[key]]));
}
