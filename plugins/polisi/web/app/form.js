// The form: a school fills its policy in, sees it, and takes it away. Nothing is sent anywhere.

import * as format from "./answers.js";
import { control } from "./controls.js";
import * as documents from "./documents.js";
import { h, show, speaker } from "./dom.js";
import { Fetched } from "./fetched.js";
import { fromUrl } from "./picture.js";
import { Preview } from "./preview.js";
import * as store from "./store.js";
import { resolve } from "./values.js";

const BIGGEST_FILE = 12_000_000;
const OF_VERSION = ["note_version", "note_newer", "note_change"]; // what is said of a file's version: nothing is wrong with it
const SOON = 400; // milliseconds after the last key: when what was typed is kept and told

class Form {
  constructor(data) {
    this.data = data;
    this.schema = data.schema;
    this.locales = data.locales;
    this.locale = data.locale;
    this.say = speaker(data.strings);
    this.answers = {};
    this.unsaved = false;
    this.choice = { language: data.locale, layout: "beside", first: data.locale };
    this.templates = new documents.Templates(new URL(data.templates, location.href));
    this.previews = new Map();
    const others = this.locales.filter((locale) => locale !== this.locale);
    this.twins = new Map(others.map((locale) => [locale, new Fetched(new URL(data.twins[locale], location.href))]));
    this.step = 0;
  }

  /** Put the form in the place of the policy. In two parts, so that a phone answers between them. */
  async start(policy) {
    this.makeControls();
    this.steps = this.makeSteps();
    await new Promise((go) => setTimeout(go));
    this.build(policy);
    this.previews.set(this.locale, this.preview(policy, this.locale, location.href));
    this.shown = this.locale;
    this.begin();
  }

  // ---------------------------------------------------------------- what there is
  makeControls() {
    const context = {
      locale: this.locale,
      locales: this.locales,
      say: this.say,
      changed: (field, answer) => this.changed(field, answer),
      tell: (text) => this.tell(text),
    };
    this.controls = new Map(this.schema.fields.map((field) => [field.id, control(field, context)]));
  }

  makeSteps() {
    const { groups, fields } = this.schema;
    const all = groups.length ? groups : [{ id: "all", title: { [this.locale]: this.say("all_fields") } }];
    const steps = all.map((group) => ({
      id: group.id,
      title: group.title[this.locale],
      fields: fields.filter((field) => !groups.length || field.group === group.id),
    }));
    return [...steps, { id: "take", title: this.say("take"), fields: [] }];
  }

  preview(root, locale, base) {
    const { schema, data } = this;
    const made = new Preview(root, { locale, schema, sections: data.sections[locale], base });
    // On paper, each letter and code begins a page, as it is a document of its own.
    for (const { anchor } of data.documents) if (anchor) root.querySelector(`#${CSS.escape(anchor)}`)?.classList.add("app-part");
    return made;
  }

  // ---------------------------------------------------------------- what is shown
  build(policy) {
    const { say } = this;
    this.status = h("p", { class: "app-hidden", role: "status" });
    this.message = h("div", { class: "app-message", tabindex: "-1", hidden: true });
    this.panels = this.steps.map((step, index) => this.panel(step, index));
    this.form = h("form", { novalidate: true, onsubmit: (event) => this.submitted(event) }, this.panels);
    this.open = h("section", { class: "app-open", "aria-labelledby": "app-open-title" },
      h("h2", { id: "app-open-title", tabindex: "-1" }), h("ul"));
    this.draft = h("p", { class: "app-draft" });
    this.pane = h("div", { class: "app-pane", tabindex: "0", role: "region", "aria-labelledby": "app-preview-title" });
    this.languageButtons = this.locales.map((locale) =>
      h("button", { type: "button", lang: locale, class: "app-quiet", "data-locale": locale, onclick: () => this.showLanguage(locale) }, this.data.names[locale]));
    const app = h("div", { class: "app" },
      h("section", { class: "app-form", "aria-label": say("form") }, this.navigation(), this.keeping(), this.message, this.form, this.open,
        h("p", { class: "app-jump" }, h("a", { href: "#app-preview-title" }, say("to_preview")))),
      h("div", { class: "app-preview" },
        h("div", { class: "app-bar" },
          h("h2", { id: "app-preview-title", tabindex: "-1" }, say("preview")),
          h("div", { class: "app-languages", role: "group", "aria-label": say("preview_language") }, this.languageButtons),
          this.draft,
          h("p", { class: "app-jump" }, h("a", { href: "#app-steps" }, say("to_form")))),
        this.pane),
      this.status);
    policy.replaceWith(app);
    this.printed = h("div", { class: "app-print", hidden: true });
    this.pane.append(this.printed, policy);
    this.pane.addEventListener("click", (event) => this.clickedPlace(event));
    this.form.addEventListener("focusin", (event) => this.showPlace(event.target));
    document.documentElement.classList.add("polisi-filling");
  }

  navigation() {
    this.links = this.steps.map((step, index) =>
      h("button", { type: "button", class: "app-step", onclick: () => this.go(index) },
        h("span", { class: "app-number", "aria-hidden": "true" }, String(index + 1)), h("span", {}, step.title), h("span", { class: "app-count" })));
    return h("nav", { class: "app-steps", id: "app-steps", tabindex: "-1", "aria-label": this.say("steps") },
      h("ol", {}, this.links.map((link) => h("li", {}, link))));
  }

  /** Return where answers are saved, opened, kept and cleared. */
  keeping() {
    const { say } = this;
    this.file = h("input", { type: "file", id: "app-file", accept: ".json,application/json", onchange: () => this.openFile() });
    this.keep = h("input", { type: "checkbox", id: "app-keep", "aria-describedby": "app-keep-help", onchange: () => this.keepHere() });
    return h("details", { class: "app-keeping" },
      h("summary", {}, say("your_answers")),
      h("p", {}, say("your_answers_help")),
      h("div", { class: "app-field" }, h("label", { for: "app-file", class: "app-label" }, say("open_file")), this.file),
      h("div", { class: "app-field" }, h("button", { type: "button", class: "app-quiet", onclick: () => this.saveFile() }, say("save_file"))),
      h("div", { class: "app-field app-tick" }, this.keep, h("label", { for: "app-keep", class: "app-label" }, say("keep")),
        h("div", { class: "app-help", id: "app-keep-help" }, h("p", {}, say("keep_help")))),
      h("button", { type: "button", class: "app-quiet", onclick: () => this.clear() }, say("clear")));
  }

  panel(step, index) {
    const last = index === this.steps.length - 1;
    const { say } = this;
    const number = say("step", { number: index + 1, steps: this.steps.length });
    const title = h("h2", { tabindex: "-1" }, h("span", { class: "app-step-number" }, `${number} `), step.title);
    const body = last ? this.taking() : step.fields.map((field) => this.controls.get(field.id).element);
    const buttons = h("div", { class: "app-buttons" },
      index > 0 && h("button", { type: "button", class: "app-quiet", onclick: () => this.go(index - 1) }, say("back")),
      !last && h("button", { type: "submit", class: "app-main" }, index === this.steps.length - 2 ? say("to_take") : say("next")));
    return h("div", { class: "app-panel", hidden: index !== 0 },
      title, h("div", { class: "app-errors", role: "alert", tabindex: "-1", hidden: true }), body, buttons);
  }

  // ---------------------------------------------------------------- taking documents away
  taking() {
    const { say, choice } = this;
    this.takeDraft = h("p", { class: "app-draft" });
    const radios = (name, options) => options.map(([value, label]) => {
      const id = `app-${name}-${value}`;
      const input = h("input", { type: "radio", name, id, value, checked: choice[name] === value, onchange: () => this.chosen(name, value) });
      return h("div", { class: "app-radio" }, input, h("label", { for: id }, label));
    });
    const set = (name, legend, options) => h("fieldset", { class: "app-field" }, h("legend", {}, say(legend)), radios(name, options));
    const single = this.locales.map((locale) => [locale, say(`in_${locale}`)]);
    this.bothChoices = h("div", { hidden: true },
      set("layout", "layout", [["beside", say("layout_beside")], ["after", say("layout_after")]]),
      set("first", "first", this.locales.map((locale) => [locale, say(`first_${locale}`)])));
    this.bar = h("progress", { class: "app-progress", hidden: true, "aria-label": say("making") });
    return [
      this.takeDraft,
      set("language", "language", [...single, ["both", say("both")], ["each", say("each")]]),
      this.bothChoices,
      h("div", { class: "app-take-all" },
        h("button", { type: "button", class: "app-main", onclick: () => this.takeAll() }, say("take_all")),
        h("button", { type: "button", class: "app-quiet", onclick: () => this.print(null) }, say("print")),
        this.bar),
      h("h3", { id: "app-documents" }, say("documents")),
      h("ul", { class: "app-documents", "aria-labelledby": "app-documents" }, this.data.documents.map((each) => this.documentRow(each))),
      h("div", { class: "app-field" }, h("button", { type: "button", class: "app-quiet", onclick: () => this.saveFile() }, say("save_file"))),
    ];
  }

  documentRow(each) {
    const { say } = this;
    const title = each.title[this.locale];
    return h("li", {},
      h("span", {}, title),
      h("span", { class: "app-row-buttons" },
        h("button", { type: "button", class: "app-quiet", "aria-label": say("word_of", { title }), onclick: () => this.take([each]) }, say("word")),
        each.anchor && h("button", { type: "button", class: "app-quiet", "aria-label": say("print_of", { title }), onclick: () => this.print(each.anchor) }, say("print_short"))));
  }

  chosen(name, value) {
    this.choice[name] = value;
    this.bothChoices.hidden = this.choice.language !== "both";
    if (name === "language" && this.locales.includes(value)) this.showLanguage(value);
  }

  takeAll() {
    const file = Object.fromEntries(this.locales.map((locale) => [locale, this.data.file_words[locale].all]));
    return this.take(this.data.documents, file);
  }

  /** Make the documents and give them to the reader: one as it is, more in one zip. */
  async take(wanted, file = null) {
    if (this.refused()) return;
    const variants = documents.variants(this.choice, this.locales);
    const making = wanted.flatMap((each) => variants.map((variant) => [each, variant]));
    const using = { schema: this.schema, answers: this.sound(), ...this.naming() };
    this.bar.max = making.length;
    this.bar.value = 0;
    const slow = setTimeout(() => {
      this.bar.hidden = false;
      this.tell(this.say("making"));
    }, SOON);
    try {
      const files = [];
      for (const [each, variant] of making) {
        files.push(await documents.word(this.templates, each, variant, using));
        this.bar.value = files.length;
        await new Promise((go) => setTimeout(go)); // so that the page stays alive
      }
      if (files.length === 1) store.download(files[0].name, files[0].content, documents.WORD);
      else {
        const name = documents.nameOf(file ?? wanted[0].file, variants, using);
        store.download(`${name}.zip`, await documents.together(files), documents.ZIP);
      }
      this.tell(this.say(files.length === 1 ? "made_one" : "made", { number: files.length }));
    } catch (error) {
      console.error(error);
      this.announce([h("p", {}, this.say("error_making"))], true);
    } finally {
      clearTimeout(slow);
      this.bar.hidden = true;
    }
  }

  /** Print what is shown, whole or the part that a heading begins; the browser can make a PDF of it. */
  print(anchor) {
    if (this.refused()) return;
    const title = document.title;
    const wanted = this.data.documents.find((each) => each.anchor === anchor) ?? this.data.documents[0];
    const whole = anchor ? this.previews.get(this.shown).only(wanted) : () => {};
    document.title = documents.nameOf(wanted.file, [this.shown], this.naming());
    print();
    document.title = title;
    whole();
  }

  /** Return what the names of files are made of. */
  naming() {
    return { locales: this.locales, name: (locale) => this.schoolName(locale), words: this.data.file_words };
  }

  /** Lead to the first problem, and tell whether there is one. */
  refused() {
    const found = this.schema.fields.flatMap((field) => this.problemsOf(field));
    if (!found.length) return false;
    this.showErrors(this.panels[this.step], found);
    return true;
  }

  // ---------------------------------------------------------------- steps, errors, places
  submitted(event) {
    event.preventDefault();
    const step = this.steps[this.step];
    const found = step.fields.flatMap((field) => this.problemsOf(field));
    if (found.length) this.showErrors(this.panels[this.step], found);
    else this.go(Math.min(this.step + 1, this.steps.length - 1));
  }

  go(index, focus = true) {
    this.step = index;
    for (const [at, panel] of this.panels.entries()) panel.hidden = at !== index;
    for (const [at, link] of this.links.entries()) {
      if (at === index) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
    this.showErrors(this.panels[index], []);
    // Who is led from a message to what it is about may want to read on in it.
    if (focus) this.message.hidden = true;
    if (focus) this.reach(this.panels[index].querySelector("h2"));
    if (index === this.steps.length - 1) this.templates.text().catch(() => {});
  }

  problemsOf(field) {
    const own = this.controls.get(field.id);
    const found = [...format.problems(field, this.answers[field.id], this.locales), ...(own.problem ?? [])];
    return found.map((problem) => ({ ...problem, field }));
  }

  showErrors(panel, found) {
    const summary = panel.querySelector(".app-errors");
    summary.hidden = !found.length;
    if (!found.length) return summary.replaceChildren();
    summary.replaceChildren(
      h("h3", {}, this.say(found.length === 1 ? "problem" : "problems", { number: found.length })),
      h("ul", {}, found.map(({ field, part, say }) => {
        const own = this.controls.get(field.id);
        const text = `${own.called(part)}: ${this.say(...say)}`;
        return h("li", {}, h("a", { href: `#${own.input(part).id}`, onclick: (event) => (event.preventDefault(), this.lead(field, part)) }, text));
      })));
    for (const { field } of found) this.controls.get(field.id).fail(this.problemsOf(field));
    this.reach(summary);
    return undefined;
  }

  /** Lead to where a part of a field is filled in. */
  lead(field, part) {
    const index = this.steps.findIndex((step) => step.fields.includes(field));
    if (index !== this.step) this.go(index, false);
    this.reach(this.controls.get(field.id).input(part));
  }

  reach(element) {
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: element.offsetHeight > innerHeight / 2 ? "start" : "center" });
  }

  clickedPlace(event) {
    const place = event.target.closest("[data-field]");
    const link = event.target.closest("a[href]");
    const way = event.target.closest("[data-open]");
    if (!place || (link && !way)) return;
    event.preventDefault();
    const field = this.schema.fields.find((each) => each.id === place.dataset.field);
    if (field) this.lead(field, this.shown);
  }

  /** Show the place of the field that is being filled in, where the policy stands beside the form. */
  showPlace(target) {
    const own = target.closest(".app-field[id]");
    const id = own?.id.replace(/^q-|-field$/g, "");
    if (!id || getComputedStyle(this.pane).overflowY !== "auto") return;
    const place = this.previews.get(this.shown).first(id);
    this.pane.querySelector(".app-here")?.classList.remove("app-here");
    if (!place) return;
    place.classList.add("app-here");
    const box = place.getBoundingClientRect();
    const pane = this.pane.getBoundingClientRect();
    if (box.top < pane.top || box.bottom > pane.bottom) this.pane.scrollTop += box.top - pane.top - pane.height / 3;
  }

  // ---------------------------------------------------------------- answers
  begin() {
    const handed = store.takeOver();
    const kept = store.kept();
    if (kept !== null) this.keep.checked = true;
    this.go(0, false);
    const text = handed ?? kept;
    if (text !== null) this.read(text, true);
    this.showLanguage(this.locale);
    this.update();
    for (const link of document.querySelectorAll("a[data-polisi-switch]")) link.addEventListener("click", () => this.leaveForTwin());
    addEventListener("beforeunload", (event) => {
      if (this.unsaved && !this.leaving) event.preventDefault();
    });
    addEventListener("pageshow", () => (this.leaving = false));
    // Who came by a link to a clause comes to the clause, which the script has moved.
    document.getElementById(location.hash.slice(1))?.scrollIntoView();
    // What the page needs is fetched once, so that it works without a connection from then on.
    for (const each of [this.templates, ...this.twins.values()]) each.text().catch(() => {});
  }

  changed(field, answer) {
    this.answers[field.id] = answer;
    this.unsaved = true;
    const own = this.controls.get(field.id);
    const found = this.problemsOf(field);
    // A mistake is told at once only where it has been told before; else on leaving the step.
    if (!found.length || own.element.querySelector("[aria-invalid]")) own.fail(found);
    this.update();
    clearTimeout(this.later);
    this.later = setTimeout(() => {
      if (this.keep.checked) this.keepNow();
      this.tellOpen();
    }, SOON);
  }

  /** Return the answers as they stand in the form, without those that do not fit. */
  fitting() {
    const fits = ([id]) => !this.problemsOf(this.schema.fields.find((field) => field.id === id)).length;
    return Object.fromEntries(Object.entries(this.answers).filter(fits));
  }

  /** Return the answers that a document can be made of. */
  sound() {
    return format.ready(this.schema, this.fitting(), this.locales);
  }

  update() {
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame(() => {
      this.drawing = false;
      this.values = resolve(this.schema, this.sound(), this.locales);
      this.previews.get(this.shown)?.show(this.values);
      this.showAsked();
      this.showOpen();
    });
  }

  /** Show a field that is asked of some schools only: to those, and to one that has answered it. */
  showAsked() {
    const answered = format.ready(this.schema, this.answers, this.locales);
    for (const field of this.schema.fields.filter((each) => each.asked_of)) {
      const { element } = this.controls.get(field.id);
      const isAsked = Object.entries(field.asked_of).some(([id, values]) => values.includes(this.answers[id]));
      show(element, isAsked || field.id in answered || element.contains(document.activeElement));
    }
  }

  schoolName(locale) {
    const place = this.values.places[`${this.schema.name}.${locale}`];
    return place?.state === "text" ? place.text : "";
  }

  // ---------------------------------------------------------------- what is still open
  showOpen() {
    const places = format.openPlaces(this.schema, this.fitting(), this.locales);
    const number = places.length;
    const key = number === 1 ? "open_one" : "open_some";
    const words = number ? this.say(key, { number }) : this.say("open_none");
    this.open.classList.toggle("app-done", number === 0);
    this.open.querySelector("h2").textContent = words;
    this.open.querySelector("ul").replaceChildren(...places.map(({ field, part }) =>
      h("li", {}, h("button", { type: "button", class: "app-link", onclick: () => this.lead(field, part) }, this.calledOpen(field, part)))));
    for (const draft of [this.draft, this.takeDraft]) {
      draft.hidden = number === 0;
      draft.replaceChildren(h("strong", {}, this.say("draft")), " ", h("a", { href: "#app-open-title" }, words));
    }
    for (const [index, step] of this.steps.entries()) {
      const open = places.filter(({ field }) => step.fields.includes(field)).length;
      this.links[index].querySelector(".app-count").textContent = open ? this.say("open_here", { number: open }) : "";
    }
    this.printed.hidden = places.every((place) => !this.waitsFor(place).length);
    this.printed.replaceChildren(h("p", {}, h("strong", {}, this.data.drafts[this.shown])),
      h("ul", {}, [...new Set(places.flatMap((place) => this.waitsFor(place)))].map((name) => h("li", {}, name))));
    this.openWords = words;
  }

  /** Return what the shown policy says of an open place, if it waits for it; see `wanting` in fields/answers.py. */
  waitsFor({ field, part }) {
    const name = field.label[this.shown];
    const wanted = this.locales.find((locale) => part === locale || part.endsWith(`-${locale}`)) ?? this.shown;
    if (wanted === this.shown || field.shared) return [name];
    return field.alone ? [] : [`${name} (${this.data.wanted[this.shown][wanted]})`];
  }

  calledOpen(field, part) {
    return field.shared ? field.label[this.locale] : this.controls.get(field.id).called(part);
  }

  tellOpen() {
    if (this.openWords === this.toldOpen) return;
    this.toldOpen = this.openWords;
    this.tell(this.openWords);
  }

  /** Say something to who cannot see that it happened. */
  tell(text) {
    this.status.textContent = text;
  }

  /** Say something that everybody should see, and lead to it. */
  announce(content, isProblem = false) {
    this.message.className = isProblem ? "app-message app-errors" : "app-message";
    this.message.hidden = false;
    this.message.replaceChildren(...content);
    this.reach(this.message);
  }

  // ---------------------------------------------------------------- languages of the preview
  async showLanguage(locale) {
    try {
      await this.previewOf(locale);
    } catch {
      this.announce([h("p", {}, this.say("error_language"))], true);
      return;
    }
    this.shown = locale;
    const { root } = this.previews.get(locale);
    if (root.parentElement !== this.pane) this.pane.replaceChildren(this.printed, root);
    this.pane.lang = locale;
    for (const button of this.languageButtons) button.setAttribute("aria-pressed", String(button.dataset.locale === locale));
    this.update();
  }

  /** Return the preview in a language; the other language's words are those of its page. */
  async previewOf(locale) {
    const known = this.previews.get(locale);
    if (known) return known;
    const twin = this.twins.get(locale);
    const page = new DOMParser().parseFromString(await twin.text(), "text/html");
    const root = document.adoptNode(page.getElementById("polisi-document"));
    root.lang = locale;
    const made = this.previews.get(locale) ?? this.preview(root, locale, twin.url.href);
    this.previews.set(locale, made);
    return made;
  }

  // ---------------------------------------------------------------- files, this browser
  /** Take answers in, say what could not be taken or needs mending, and tell whether there were any. */
  read(text, quietly = false) {
    let found;
    try {
      found = format.read(this.schema, text, this.locales);
    } catch (error) {
      if (!quietly) this.announce([h("p", {}, this.say(error.message))], true);
      return false;
    }
    this.fillIn(found.answers);
    const toMend = this.schema.fields.flatMap((field) => this.problemsOf(field));
    if (!quietly || found.notes.length || toMend.length) this.announceNotes(found.notes, toMend);
    return true;
  }

  fillIn(answers) {
    this.answers = answers;
    for (const [id, own] of this.controls) {
      own.problem = own.problem && [];
      own.load(answers[id]);
      own.fail(this.problemsOf(own.field));
    }
    this.checkPictures();
    this.update();
  }

  async checkPictures() {
    for (const field of this.schema.fields.filter((each) => each.type === "image" && this.answers[each.id])) {
      const own = this.controls.get(field.id);
      try {
        this.answers[field.id] = await fromUrl(this.answers[field.id]);
        own.load(this.answers[field.id]);
      } catch (error) {
        this.answers[field.id] = "";
        own.load("");
        own.fail([{ part: "", say: [error.message] }]);
        this.announceNotes([["note_unfit", { field, why: [error.message] }]]);
      }
      this.update();
    }
  }

  /**
   * Say what there is to say of answers that were opened.
   *
   * @param notes as `read` in answers.js gives them.
   * @param toMend problems of what was taken, each with its field.
   */
  announceNotes(notes, toMend = []) {
    const { locale } = this;
    const words = ([key, { field, what, why, ...values } = {}]) =>
      this.say(key, { ...values, name: field?.label[locale], what: what?.[locale], why: why && words(why) });
    const line = (note) => h("li", {}, words(note));
    const ofVersion = notes.filter(([key]) => OF_VERSION.includes(key)).map(line);
    const left = notes.filter(([key]) => !OF_VERSION.includes(key)).map(line);
    const mending = toMend.map(({ field, part, say }) => {
      const own = this.controls.get(field.id);
      const text = this.say("note_mend", { name: own.called(part), why: this.say(...say) });
      return h("li", {}, h("a", { href: `#${own.input(part).id}`, onclick: (event) => (event.preventDefault(), this.lead(field, part)) }, text));
    });
    const wrong = [...left, ...mending];
    const said = h("p", {}, this.say(wrong.length ? "opened_partly" : "opened"));
    const lists = [wrong, ofVersion].filter((lines) => lines.length).map((lines) => h("ul", {}, lines));
    this.announce([said, ...lists], wrong.length > 0);
  }

  async openFile() {
    const [file] = this.file.files;
    if (!file) return;
    this.file.value = "";
    if (file.size > BIGGEST_FILE) this.announce([h("p", {}, this.say("error_not_answers"))], true);
    else if (this.read(await file.text())) {
      this.unsaved = false;
      if (this.keep.checked) this.keepNow();
    }
  }

  written() {
    return format.write(this.schema, this.answers, this.locales);
  }

  saveFile() {
    const name = store.fileName(this.schoolName(this.locale), this.locale);
    store.download(`${name}-${this.say("answers_file")}.json`, this.written(), "application/json");
    this.unsaved = false;
    this.tell(this.say("saved"));
  }

  keepHere() {
    if (!this.keep.checked) {
      store.forget();
      this.tell(this.say("forgotten"));
      return;
    }
    this.keepNow(true);
  }

  keepNow(aloud = false) {
    const worked = store.keep(this.written());
    if (worked) {
      this.unsaved = false;
      if (aloud) this.tell(this.say("kept"));
    } else {
      this.keep.checked = false;
      this.announce([h("p", {}, this.say("error_keep"))], true);
    }
  }

  clear() {
    if (!confirm(this.say("clear_sure"))) return;
    store.forget();
    this.keep.checked = false;
    this.fillIn({});
    this.unsaved = false;
    this.go(0);
    this.tell(this.say("cleared"));
  }

  /** Take the answers along to the page in the other language. */
  leaveForTwin() {
    if (!this.unsaved && !Object.keys(this.sound()).length) return;
    this.leaving = store.handOver(this.written());
  }
}

const data = document.getElementById("polisi-form-data");
const policy = document.getElementById("polisi-document");
if (data && policy) new Form(JSON.parse(data.textContent)).start(policy);
