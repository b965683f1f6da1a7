// The documents that a school takes away: which file, in which language, made here in the browser.

import { Fetched } from "./fetched.js";
import { fill } from "./fill.js";
import { fileName } from "./store.js";
import { resolve } from "./values.js";
import { zip } from "./zip.js";

export const WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
export const ZIP = "application/zip";

/** The templates of every document. */
export class Templates extends Fetched {
  /** Return one template as `fill` takes it. */
  async template(id, variant) {
    this.read ??= JSON.parse(await this.text());
    const { pieces, templates } = this.read;
    const { parts, ...more } = templates[id][variant];
    const whole = (numbers) =>
      typeof numbers === "number" ? pieces[numbers] : numbers.map((number) => pieces[number]).join("");
    return { ...more, parts: Object.fromEntries(Object.entries(parts).map(([name, numbers]) => [name, whole(numbers)])) };
  }
}

/**
 * Return the variants that a choice of language means.
 *
 * @param choice `{language: "en" | "cy" | "both" | "each", layout, first}`
 */
export function variants(choice, locales) {
  if (choice.language === "each") return [...locales];
  if (choice.language !== "both") return [choice.language];
  const second = locales.find((locale) => locale !== choice.first);
  return [`${choice.first}-${second}-${choice.layout}`];
}

/** Return one Word file as `{name, content}`. */
export async function word(templates, document, variant, using) {
  const template = await templates.template(document.id, variant);
  const parts = fill(template, resolve(using.schema, using.answers, template.locales));
  return { name: `${nameOf(document.file, [variant], using)}.docx`, content: await zip(parts) };
}

/** Return all files as one; a promise of it. */
export function together(files) {
  return zip(files.map((file) => [file.name, file.content]));
}

/**
 * Return what a file is called, without its ending: whose it is, what it is, how two languages stand
 * in it, and which they are. `stem` in export/files.py gives the same names.
 *
 * @param file what the document is called, by language.
 * @param variants the variants in the file: of one document one, of a zip maybe one a language.
 * @param using.name the school's name by language; using.words what is said of how two languages stand.
 */
export function nameOf(file, variants, { locales, name, words }) {
  const inside = variants.flatMap((variant) => variant.split("-").filter((part) => locales.includes(part)));
  const schools = new Set(inside.map((locale) => fileName(name(locale), locale)));
  const layout = variants.length > 1 ? "each" : variants[0].endsWith("-beside") ? "beside" : null;
  const said = layout ? [words[inside[0]][layout]] : [];
  return [...schools, file[inside[0]], ...said, ...inside].join("-");
}
