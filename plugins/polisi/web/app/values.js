// What goes into each place of a document, as data. fill/values.py is the same for the command line;
// shared cases hold the two equal.

import { clean, inEach, isDate } from "./answers.js";

const BLANK = "_".repeat(20);
const LINK = /^(https?:\/\/[A-Za-z0-9.-]*[A-Za-z0-9](?::[0-9]{1,5})?)([/?#][^]*)?$/;
const NOT_IN_LINK = /[^A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]|%(?![0-9A-Fa-f]{2})/gu;
const POSSESSIVE_ALREADY = /['\u2019\u02bc][sS]?$/;
const NO_FRAME = [0xc4, 0xc8, 0xcc];

/**
 * Return what goes into each place; `resolve` in fill/values.py says what it is made of.
 *
 * @param schema what `schema_data` in fill/values.py makes of the fields.
 * @param answers a school's answers as its file holds them; what does not fit counts as not given.
 */
export function resolve(schema, answers, locales) {
  const places = {};
  const lists = {};
  const hidden = {};
  const open = {};
  const spoken = Object.keys(schema.months); // a name in one language may serve another
  const given = new Map(schema.fields.map((field) => [field, perLocale(field, answers[field.id], spoken)]));
  const isOpen = (field, locale) => lacks(field, given.get(field), locale);
  for (const field of schema.fields) {
    for (const locale of locales) {
      const key = `${field.id}.${locale}`;
      const value = valueOf(field, given.get(field), locale);
      if (field.type === "list") {
        lists[key] = (value ?? []).map((item) => (item.open ? { ...item, text: gap(field, locale).text } : item));
        if (!lists[key].length && field.required) places[key] = gap(field, locale);
      } else if (field.type !== "image") {
        places[key] = place(schema, field, value, locale, isOpen(field, locale));
      }
    }
  }
  for (const locale of locales) {
    open[locale] = {};
    for (const field of schema.fields) {
      const wanted = wanting(field, locale, spoken, isOpen);
      if (wanted.length) open[locale][field.id] = wanted;
    }
    hidden[locale] = schema.fields.flatMap((field) =>
      field.shows && valueOf(field, given.get(field), locale) === false ? field.shows : [],
    );
  }
  return { places, lists, open, hidden, picture: picture(schema, given, places, locales) };
}

/** Tell whether a field lacks a value in a language; `is_open` in fields/answers.py is the same. */
function lacks(field, given, locale) {
  const value = valueOf(field, given, locale);
  if (field.type === "list") return value?.length ? value.some((item) => item.open) : field.required;
  return value === null && (field.required || (inEach(field) && given.size > 0));
}

/** Return the languages that a document in one waits for; `wanting` in fields/answers.py is the same. */
function wanting(field, locale, spoken, isOpen) {
  if (isOpen(field, locale)) return [locale];
  return field.alone ? [] : spoken.filter((other) => isOpen(field, other));
}

/** Return the value of a field in each language in which there is one. */
function perLocale(field, answer, locales) {
  if (answer === undefined || answer === null) return new Map();
  if (field.type === "list") return items(field, answer, locales);
  const found = new Map();
  for (const [locale, raw] of eachLocale(answer, locales)) {
    const value = scalar(field, raw);
    if (value !== null) found.set(locale, value);
  }
  return found;
}

/** Return what is given for each language: of one value for all, that value. */
function eachLocale(answer, locales) {
  const isMap = typeof answer === "object" && !Array.isArray(answer);
  return locales.map((locale) => [locale, isMap ? (Object.hasOwn(answer, locale) ? answer[locale] : null) : answer]);
}

/** Return the entries in each language; those of one place belong together. */
function items(field, answer, locales) {
  const lists = eachLocale(answer, locales).map(([, raw]) => (Array.isArray(raw) ? raw : []));
  const rows = [];
  for (let index = 0; lists.some((list) => index < list.length); index += 1) {
    const row = locales.map((locale, at) => item(lists[at][index], locale));
    const named = row.find(({ open }) => !open);
    if (named) rows.push(row.map((each) => (each.open && !inEach(field) ? named : each)));
  }
  return new Map(rows.length ? locales.map((locale, at) => [locale, rows.map((row) => row[at])]) : []);
}

function item(entry, locale) {
  const words = typeof entry === "string" ? entry : entry?.[locale];
  const text = typeof words === "string" ? clean(words) : "";
  return { text, link: text && entry.link ? safeLink(entry.link) : null, open: !text };
}

function scalar(field, value) {
  if (field.type === "boolean") return typeof value === "boolean" ? value : null;
  if (typeof value !== "string") return null;
  if (field.type === "image") return value || null;
  const text = clean(value, field.type === "longtext");
  if (field.type === "date" && !isDate(text)) return null;
  if (field.choices && !Object.hasOwn(field.choices, text)) return null;
  return text || null;
}

function valueOf(field, given, locale) {
  if (given.has(locale)) return given.get(locale);
  if (given.size) return field.shared ? given.values().next().value : null;
  const standard = field.default ?? null;
  return standard !== null && typeof standard === "object" ? (standard[locale] ?? null) : standard;
}

function place(schema, field, value, locale, isOpen) {
  const text = value === null ? "" : words(schema, field, value, locale);
  if (text) {
    const ending = locale === "en" ? possessive(text) : "'s";
    return { state: "text", text, paragraphs: text.split("\n\n"), ending };
  }
  if (isOpen) return gap(field, locale);
  return field.empty === "blank" ? { state: "blank", text: BLANK } : { state: "omit" };
}

/** Return a value as a reader should see it; dates as `1 March 2026` and `1 Mawrth 2026`. */
function words(schema, field, value, locale) {
  if (field.type === "boolean") return value ? "True" : "False";
  if (field.type === "date") {
    const [year, month, day] = value.split("-").map(Number);
    return `${day} ${schema.months[locale][month - 1]} ${year}`;
  }
  return field.choices ? field.choices[value][locale] : value;
}

function gap(field, locale) {
  return { state: "gap", text: `[${field.gap[locale]}]` };
}

/** Return an address that every program takes for one, or null; see `safe_link` in fill/values.py. */
export function safeLink(address) {
  const found = LINK.exec(address);
  if (!found) return null;
  const [before, ...fragments] = (found[2] ?? "").split("#");
  const rest = fragments.length ? `${before}#${fragments.join("%23")}` : before;
  return found[1] + rest.replace(NOT_IN_LINK, percent);
}

function percent(letter) {
  const bytes = [...new TextEncoder().encode(letter)];
  return bytes.map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}

/** Return what an English name takes to own something; see `possessive` in fill/values.py. */
function possessive(name) {
  if (POSSESSIVE_ALREADY.test(name)) return "";
  return /[sS]$/.test(name) ? "'" : "'s";
}

function picture(schema, given, places, locales) {
  const field = schema.fields.find((each) => each.type === "image");
  const address = field && valueOf(field, given.get(field), locales[0]);
  if (!address) return null;
  const base64 = address.slice(address.indexOf(",") + 1);
  let bytes;
  try {
    bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
  const size = sizeOf(bytes);
  if (!size || !size.width || !size.height) return null;
  return { ...size, base64, alt: Object.fromEntries(locales.map((locale) => [locale, pictureText(schema, field, places, locale)])) };
}

/** Return what a picture says to whoever cannot see it: whose logo it is. */
function pictureText(schema, field, places, locale) {
  const name = places[`${schema.name}.${locale}`];
  return name?.state === "text" ? schema.logo[locale].replace("{name}", () => name.text) : field.label[locale];
}

/** Return the kind, width and height of a PNG or JPEG file, or null. */
function sizeOf(bytes) {
  const view = new DataView(bytes.buffer);
  if ([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10].every((byte, at) => bytes[at] === byte)) {
    return bytes.length < 24 ? null : { kind: "png", width: view.getUint32(16), height: view.getUint32(20) };
  }
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1];
    if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAME.includes(marker)) {
      return { kind: "jpeg", width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    }
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}
