// The policy on the page, filled in as the school writes.
//
// The page holds the template as a reader of the site sees it: gaps in brackets, guidance,
// corrections. What goes into each place comes from values.js, so the preview cannot differ from
// the documents; here it is only put there.

import { h } from "./dom.js";

const BLOCKS = "p, li, td, th, h1, h2, h3, h4, h5, h6";
const HEADINGS = /^H[1-6]$/;

/** One language's policy. */
export class Preview {
  /**
   * @param root the element that holds the policy of this language.
   * @param options.locale its language; options.schema the fields; options.sections the headings
   * that links to other pages of the policy lead to, by address; options.base the page's address.
   */
  constructor(root, { locale, schema, sections, base }) {
    this.root = root;
    this.locale = locale;
    this.fields = new Map(schema.fields.map((field) => [field.id, field]));
    for (const element of root.querySelectorAll(".school-note, .site-note, .correction, .headerlink, .point-link")) element.remove();
    this.keepLinksInside(sections, base);
    this.sections = this.findSections(schema);
    this.clauses = this.findClauses(schema);
    this.places = [...root.querySelectorAll(".gap[data-field]")]
      .filter((gap) => this.fields.has(gap.dataset.field))
      .map((gap) => this.place(gap));
  }

  /** Show the policy as it is with these values. */
  show(values) {
    for (const { ids, elements } of this.sections) {
      const gone = ids.some((id) => values.hidden[this.locale]?.includes(id));
      for (const element of elements) element.hidden = gone;
    }
    for (const { field, words, own } of this.clauses) {
      const place = values.places[`${field}.${this.locale}`] ?? { state: "omit" };
      words.hidden = ["gap", "text"].includes(place.state);
      own.hidden = !words.hidden;
      own.className = place.state === "gap" ? "gap" : "filled";
      own.replaceChildren(...content(own, place, this.fields.get(field), this.locale));
    }
    for (const place of this.places) place.show(values);
  }

  /** Return the first place of a field that is there to be seen, or null. */
  first(id) {
    const seen = (element) => element.getClientRects().length > 0;
    const own = this.clauses.find((clause) => clause.field === id);
    if (own) return [own.own, own.words].find(seen) ?? null;
    const shown = this.sections.find((section) => section.field === id);
    if (shown) return shown.elements.find(seen) ?? null;
    return [...this.root.querySelectorAll(`[data-field="${id}"]`)].find(seen) ?? null;
  }

  /**
   * Leave for print only one document, under the heading that it has alone: of a letter, none.
   *
   * @param wanted what the page says of the document.
   * @returns what puts everything back.
   */
  only({ anchor, title, letter }) {
    const part = this.section(anchor);
    const [heading] = part;
    const out = [...this.root.children].filter((element) => !part.includes(element));
    if (letter) out.push(heading);
    const words = [...heading.childNodes];
    heading.replaceChildren(title[this.locale]);
    for (const element of out) element.classList.add("app-unprinted");
    return () => {
      heading.replaceChildren(...words);
      for (const element of out) element.classList.remove("app-unprinted");
    };
  }

  // ---------------------------------------------------------------- once
  keepLinksInside(sections, base) {
    for (const link of this.root.querySelectorAll("a[href]")) {
      const to = new URL(link.getAttribute("href"), base);
      const start = sections.find((section) => new URL(section.url, base).pathname === to.pathname);
      if (start && to.origin === new URL(base).origin) link.setAttribute("href", to.hash || `#${start.anchor}`);
    }
  }

  findSections(schema) {
    return schema.fields.filter((field) => field.shows?.length).flatMap((field) =>
      field.shows.map((id) => ({ field: field.id, ids: [id], elements: this.section(id) })),
    );
  }

  /** Return a heading and what stands under it. */
  section(id) {
    const heading = this.root.querySelector(`#${CSS.escape(id)}`);
    const elements = [];
    for (let each = heading; each; each = each.nextElementSibling) {
      if (each !== heading && HEADINGS.test(each.tagName) && each.tagName <= heading.tagName) break;
      elements.push(each);
    }
    return elements;
  }

  findClauses(schema) {
    return schema.fields.flatMap((field) => {
      const clause = field.replaces && this.root.querySelector(`#${CSS.escape(field.replaces)}`);
      if (!clause) return [];
      const label = clause.querySelector(".clause-label");
      const words = h("span", {}, [...clause.childNodes].filter((node) => node !== label));
      const own = h("span", { class: "filled", "data-field": field.id, hidden: true });
      clause.append(...(label ? [" "] : []), words, own);
      return [{ id: field.replaces, field: field.id, words, own }];
    });
  }

  place(gap) {
    const field = this.fields.get(gap.dataset.field);
    const block = gap.closest(BLOCKS) ?? gap.parentElement;
    const alone = block.textContent.trim() === gap.textContent.trim();
    if (field.type === "list" && alone && block.tagName === "LI") return new ListPlace(block, gap, field, this.locale);
    const goes = alone ? (["TD", "TH"].includes(block.tagName) ? row(block) : block) : null;
    return new TextPlace(gap, goes, field, this.locale);
  }
}

/** A place in a line. */
class TextPlace {
  constructor(gap, block, field, locale) {
    this.gap = gap;
    this.block = block;
    this.field = field;
    this.key = `${field.id}.${locale}`;
    this.locale = locale;
    this.brackets = brackets(gap);
    this.bracketTexts = this.brackets.map((bracket) => bracket.textContent);
    this.possessive = possessive(gap, locale);
    this.shown = null;
  }

  show(values) {
    const place = values.places[this.key] ?? { state: "omit" };
    const picture = this.field.type === "image" ? values.picture : null;
    const state = JSON.stringify([place, picture]);
    if (state === this.shown) return;
    this.shown = state;
    const gone = this.field.type === "image" ? !picture : place.state === "omit";
    if (this.block) this.block.hidden = gone;
    for (const [at, bracket] of this.brackets.entries()) bracket.textContent = gone ? "" : this.bracketTexts[at];
    this.gap.className = place.state === "gap" ? "gap" : "filled";
    if (this.possessive) this.possessive.textContent = place.ending ?? "'s";
    this.gap.replaceChildren(...this.content(place, picture, gone));
  }

  content(place, picture, gone) {
    if (gone) return [];
    if (picture) return [h("img", { src: `data:image/${picture.kind};base64,${picture.base64}`, alt: picture.alt[this.locale] })];
    return content(this.gap, place, this.field, this.locale);
  }
}

/** Return what stands in a place: the way to where it is filled in while it is open, or its text. */
function content(element, place, field, locale) {
  if (place.state === "gap") return [way(element, field, locale, place.text)];
  const lines = (place.paragraphs ?? [place.text ?? ""]).join("\n\n").split("\n");
  return lines.flatMap((text, index) => (index ? [h("br"), text] : [text]));
}

/** An item of a list that stands for all of a school's entries. */
class ListPlace {
  constructor(item, gap, field, locale) {
    this.item = item;
    this.gap = gap;
    this.field = field;
    this.key = `${field.id}.${locale}`;
    this.locale = locale;
    this.shown = null;
    this.rows = [];
  }

  show(values) {
    const entries = values.lists[this.key] ?? [];
    const place = values.places[this.key] ?? { state: "omit" };
    const state = JSON.stringify([entries, place]);
    if (state === this.shown) return;
    this.shown = state;
    for (const row of this.rows) row.remove();
    this.rows = entries.map((entry) =>
      h("li", { "data-field": this.field.id },
        entry.open ? h("span", { class: "gap" }, way(this.gap, this.field, this.locale, entry.text)) :
        entry.link ? h("a", { href: entry.link, class: "filled" }, entry.text) : h("span", { class: "filled" }, entry.text)),
    );
    this.item.after(...this.rows);
    this.item.hidden = entries.length > 0 || place.state !== "gap";
    if (!this.item.hidden) this.gap.replaceChildren(way(this.gap, this.field, this.locale, place.text));
  }
}

/** Return the row of a table that goes with its one entry, or null. */
function row(cell) {
  const found = cell.closest("tr");
  return found?.cells.length === 2 && found.cells[1] === cell ? found : null;
}

/** Return what leads from an open place to where it is filled in. */
function way(gap, field, locale, text) {
  // A link in a link cannot be; the place is open somewhere else too.
  if (gap.closest("a")) return text;
  return h("a", { href: `#q-${field.id}`, class: "gap-way", "data-open": field.id, "data-part": locale }, text);
}

/** Return the brackets round a place that go when it does, each in an element of its own. */
function brackets(gap) {
  const before = gap.previousSibling;
  const after = gap.nextSibling;
  if (before?.nodeType !== Node.TEXT_NODE || after?.nodeType !== Node.TEXT_NODE) return [];
  const opening = /\s*\($/.exec(before.data);
  if (!opening || !after.data.startsWith(")")) return [];
  const pair = [h("span", {}, opening[0]), h("span", {}, ")")];
  before.data = before.data.slice(0, opening.index);
  after.data = after.data.slice(1);
  gap.before(pair[0]);
  gap.after(pair[1]);
  return pair;
}

/** Return the element of the English possessive ending after a place, or null. */
function possessive(gap, locale) {
  const after = gap.nextSibling;
  if (locale !== "en" || after?.nodeType !== Node.TEXT_NODE || !/^'s\b/.test(after.data)) return null;
  after.data = after.data.slice(2);
  const ending = h("span", {}, "'s");
  gap.after(ending);
  return ending;
}
