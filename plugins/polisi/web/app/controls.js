// What a school types into: one control a field, made from the field's declaration.
//
// A control holds `element`; `load(answer)` shows an answer; `input(part)` is the element of a part
// that can take the focus; `fail(problems)` shows what is wrong.

import { h } from "./dom.js";
import * as picture from "./picture.js";

/**
 * Return the control of a field.
 *
 * @param context `locale`, `locales`, `say`, and `changed(field, answer)` which is called with
 * every change.
 */
export function control(field, context) {
  const kinds = { list: ListControl, date: DateControl, choice: ChoiceControl, boolean: TickControl, image: PictureControl };
  return new (kinds[field.type] ?? TextControl)(field, context);
}

class Control {
  constructor(field, context) {
    Object.assign(this, { field, context, say: context.say, id: `q-${field.id}`, errors: new Map() });
  }

  label() {
    const { field, say, context } = this;
    const mark = field.required ? h("span", { class: "app-needed" }, ` ${say("needed")}`) : null;
    return [field.label[context.locale], mark];
  }

  /** Return the lines under the label, and note their ids for the inputs they describe. */
  hints() {
    const { field, say, context: { locale } } = this;
    const lines = [field.help?.[locale]];
    const standing = field.default?.[locale];
    if (standing) lines.push(say("default", { text: standing }));
    else if (field.example && field.type !== "date") lines.push(say("example", { text: field.example[locale] }));
    const id = `${this.id}-help`;
    this.described = id;
    return h("div", { class: "app-help", id }, lines.filter(Boolean).map((line) => h("p", {}, line)));
  }

  /** Return the place of an input's error, and tie the two together. */
  error(input, part = "") {
    const place = h("p", { class: "app-error", id: `${input.id}-error`, hidden: true });
    input.setAttribute("aria-describedby", `${this.described} ${place.id}`);
    this.errors.set(part, { place, input });
    return place;
  }

  fail(problems) {
    for (const [part, { place, input }] of this.errors) {
      const problem = problems.find((each) => each.part === part);
      place.hidden = !problem;
      place.textContent = problem ? this.say(...problem.say) : "";
      if (problem) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }

  /** Return a name for a part, for lists of places and of errors. */
  called(part) {
    const { field, say, context: { locale, locales } } = this;
    const language = locales.find((each) => part === each || part.endsWith(`-${each}`));
    const name = field.label[locale];
    if (!language || !field.bilingual) return name;
    const words = say(`in_${language}`);
    return `${name} (${words[0].toLowerCase()}${words.slice(1)})`;
  }

  /** Return the languages, the page's own first. */
  languages() {
    const { locale, locales } = this.context;
    return [locale, ...locales.filter((each) => each !== locale)];
  }

  group(...children) {
    return h("fieldset", { class: "app-field", id: `${this.id}-field` }, h("legend", {}, this.label()), ...children);
  }

  single(input, ...more) {
    return h("div", { class: "app-field", id: `${this.id}-field` },
      h("label", { for: input.id, class: "app-label" }, this.label()), this.hints(), input, this.error(input), ...more);
  }
}

class TextControl extends Control {
  constructor(field, context) {
    super(field, context);
    this.inputs = new Map();
    this.value = field.bilingual ? {} : "";
    if (!field.bilingual) {
      this.element = this.single(this.box("", this.id));
      return;
    }
    const hints = this.hints();
    const pair = h("div", { class: "app-pair" }, this.languages().map((locale) => {
      const input = this.box(locale, `${this.id}-${locale}`);
      input.lang = locale;
      return h("div", {}, h("label", { for: input.id }, this.say(`in_${locale}`)), input, this.error(input, locale));
    }));
    this.element = this.group(hints, pair);
  }

  box(part, id) {
    const attributes = { id, autocomplete: "off", spellcheck: "true", oninput: () => this.read() };
    const long = this.field.type === "longtext";
    const input = long ? h("textarea", { ...attributes, rows: "5" }) : h("input", { ...attributes, type: "text" });
    this.inputs.set(part, input);
    return input;
  }

  read() {
    if (this.field.bilingual) this.value = Object.fromEntries([...this.inputs].map(([part, input]) => [part, input.value]));
    else this.value = this.inputs.get("").value;
    this.context.changed(this.field, this.value);
  }

  load(answer) {
    for (const [part, input] of this.inputs) input.value = (part ? answer?.[part] : answer) ?? "";
  }

  input(part) {
    return this.inputs.get(part) ?? this.inputs.values().next().value;
  }
}

class DateControl extends Control {
  constructor(field, context) {
    super(field, context);
    const hints = this.hints();
    const box = (name, size, id) =>
      h("input", { type: "text", inputmode: "numeric", id, maxlength: String(size), class: `app-${name}`, autocomplete: "off", oninput: () => this.read() });
    this.day = box("day", 2, this.id);
    this.month = box("month", 2, `${this.id}-month`);
    this.year = box("year", 4, `${this.id}-year`);
    const error = this.error(this.day);
    const parts = [this.day, this.month, this.year].map((input, index) =>
      h("div", {}, h("label", { for: input.id }, this.say(["day", "month", "year"][index])), input));
    this.element = this.group(hints, h("div", { class: "app-date" }, parts), error);
  }

  read() {
    const [day, month, year] = [this.day, this.month, this.year].map((input) => input.value.trim());
    const two = (text) => text.padStart(2, "0");
    this.context.changed(this.field, day || month || year ? `${year}-${two(month)}-${two(day)}` : "");
  }

  load(answer) {
    const [year = "", month = "", day = ""] = String(answer ?? "").split("-");
    const plain = (text) => text.replace(/^0(?=\d)/, "");
    [this.day.value, this.month.value, this.year.value] = [plain(day), plain(month), year];
  }

  input() {
    return this.day;
  }
}

class ChoiceControl extends Control {
  constructor(field, context) {
    super(field, context);
    const options = Object.entries(field.choices).map(([value, names]) => h("option", { value }, names[context.locale]));
    this.select = h("select", { id: this.id, onchange: () => context.changed(field, this.select.value) },
      h("option", { value: "" }, this.say("choose")), options);
    this.element = this.single(this.select);
  }

  load(answer) {
    this.select.value = answer ?? "";
  }

  input() {
    return this.select;
  }
}

class TickControl extends Control {
  constructor(field, context) {
    super(field, context);
    this.tick = h("input", { type: "checkbox", id: this.id, onchange: () => context.changed(field, this.tick.checked) });
    this.element = h("div", { class: "app-field app-tick", id: `${this.id}-field` },
      this.tick, h("label", { for: this.id, class: "app-label" }, this.label()), this.hints());
    this.error(this.tick);
    this.load();
  }

  load(answer) {
    this.tick.checked = answer ?? this.field.default ?? false;
  }

  input() {
    return this.tick;
  }
}

class PictureControl extends Control {
  constructor(field, context) {
    super(field, context);
    this.file = h("input", { type: "file", id: this.id, accept: "image/png,image/jpeg", onchange: () => this.take() });
    this.shown = h("img", { class: "app-picture", alt: "", hidden: true });
    this.away = h("button", { type: "button", class: "app-quiet", hidden: true, onclick: () => this.remove() }, this.say("remove_picture"));
    this.element = this.single(this.file, this.shown, this.away);
    this.problem = [];
  }

  async take() {
    const [file] = this.file.files;
    if (!file) return;
    try {
      const url = await picture.fromFile(file);
      this.problem = [];
      this.load(url);
      this.context.changed(this.field, url);
    } catch (error) {
      this.problem = [{ part: "", say: [error.message] }];
      this.file.value = "";
      this.load("");
      this.context.changed(this.field, "");
    }
    this.fail(this.problem);
  }

  remove() {
    this.file.value = "";
    this.problem = [];
    this.fail([]);
    this.load("");
    this.context.changed(this.field, "");
    this.file.focus();
  }

  load(answer) {
    this.shown.hidden = this.away.hidden = !answer;
    if (answer) this.shown.src = answer;
    else this.shown.removeAttribute("src");
  }

  input() {
    return this.file;
  }
}

class ListControl extends Control {
  constructor(field, context) {
    super(field, context);
    this.rows = [];
    this.list = h("ul", { class: "app-rows" });
    this.add = h("button", { type: "button", class: "app-quiet", id: this.id, onclick: () => this.added() }, this.say("add"));
    this.element = this.group(this.hints(), this.list, this.add);
    this.add.setAttribute("aria-describedby", this.described);
  }

  load(answer) {
    this.rows = (answer ?? []).map((row) => ({ ...row }));
    this.draw();
  }

  draw() {
    this.errors.clear();
    this.list.replaceChildren(...this.rows.map((row, index) => this.row(row, index)));
    this.list.hidden = this.rows.length === 0;
  }

  row(row, index) {
    const number = String(index + 1);
    const box = (part, type) => {
      const input = h("input", { type, id: `${this.id}-${index}-${part}`, autocomplete: "off" });
      input.value = row[part] ?? "";
      input.addEventListener("input", () => {
        row[part] = input.value;
        this.context.changed(this.field, this.rows);
      });
      const name = part === "link" ? this.say("link") : this.say(`in_${part}`);
      if (part !== "link") input.lang = part;
      return h("div", {}, h("label", { for: input.id }, name), input, this.error(input, `${index}-${part}`));
    };
    return h("li", {},
      h("fieldset", {},
        h("legend", {}, this.say("entry", { number })),
        h("div", { class: "app-pair" }, this.languages().map((locale) => box(locale, "text"))),
        box("link", "url"),
        h("button", { type: "button", class: "app-quiet", onclick: () => this.removed(index) }, this.say("remove_entry", { number }))));
  }

  added() {
    this.rows.push({});
    this.draw();
    this.context.changed(this.field, this.rows);
    this.input(`${this.rows.length - 1}-${this.context.locale}`).focus();
  }

  called(part) {
    const number = parseInt(part, 10);
    if (Number.isNaN(number)) return super.called(part);
    const entry = this.say("entry", { number: number + 1 });
    return `${super.called("")}: ${super.called(part).replace(this.field.label[this.context.locale], entry)}`;
  }

  removed(index) {
    this.rows.splice(index, 1);
    this.draw();
    this.context.changed(this.field, this.rows);
    this.context.tell(this.say("removed_entry", { number: String(index + 1) }));
    this.add.focus();
  }

  input(part) {
    return this.errors.get(part)?.input ?? this.add;
  }
}
