// Finds words in the pages of one language, whatever form they have there. What changes in the
// words of the language comes with the index (plugins/polisi/search/index.py).

const WORD = /[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}]|[.,'’ʼ&@/-](?=[\p{L}\p{N}]))*/gu;
const JOINT = /[-/&@]/;
const CLITIC = /'(?:r|n|i|u|ch|m|th|w)$/;
export const RADICAL = 3;
const EXACT = 4, FORM = 2, BEGINNING = 1;
const IN_TITLE = 3, IN_HEADING = 2, IN_TITLE_ABOVE = 0.5;
const QUIET = 0.1; // what a word like "how" counts for
const ENOUGH = 0.6; // of what the best page has of the question, what another must have
const BEFORE = 60, EXCERPT = 200; // letters

export function fold(word) {
  return word
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[’ʼ]/g, "'")
    .toLowerCase();
}

// What a word may be a form of: itself; its radicals; those without an ending, or as the list of
// irregular forms has them. Each with how near it is to the word.
export function* forms(word, language) {
  const plain = fold(word).replace(CLITIC, "");
  const radicals = [plain, ...unmutated(plain, language)];
  for (const radical of radicals) yield [radical, radical === plain ? EXACT : RADICAL];
  for (const radical of radicals) {
    const known = language.forms[radical];
    if (known) yield [known, FORM];
    // Both a `g` that may have been there and an ending that may be none: little is left to go by.
    const least = language.shortest + (radical === `g${plain}` ? 2 : 0);
    for (const [ending, other] of language.endings) {
      const stem = radical.slice(0, radical.length - ending.length);
      if (stem.length >= least && radical.endsWith(ending)) yield [stem + other, FORM];
    }
  }
}

function unmutated(plain, { digraphs, changes }) {
  const letter = (word) => digraphs.find((each) => word.startsWith(each)) ?? word.slice(0, 1);
  const first = letter(plain);
  const found = [];
  for (const [mutated, radical, before] of changes) {
    const rest = plain.slice(mutated.length);
    if ((mutated && mutated !== first) || !rest) continue;
    if (!before || before.includes(letter(rest))) found.push(radical + rest);
  }
  return found;
}

// The words of a text with their places in it; of a word with joints also its parts, unless one is
// a letter (e-bost).
function* words(text) {
  for (const { 0: word, index } of text.matchAll(WORD)) {
    yield { word, start: index, end: index + word.length };
    const parts = word.split(JOINT);
    if (parts.length === 1 || parts.some((part) => part.length < 2)) continue;
    let start = index;
    for (const part of parts) {
      yield { word: part, start, end: start + part.length };
      start += part.length + 1;
    }
  }
}

export class Finder {
  #language;
  #pages;
  #quiet;
  #average; // letters of a place
  #places = []; // { page, anchor, title, text }
  #forms = new Map(); // what each word may be a form of
  #found = new Map(); // a form of a word: the places that have the word, and how near it is to it
  #starts = new Set(); // the forms that a word whose end is not yet written may become
  #sorted; // those, in order

  constructor({ pages, ...language }) {
    this.#language = language;
    this.#quiet = new Set(language.quiet);
    const all = pages.flatMap((page) => page.places);
    this.#average = all.reduce((sum, [, , text]) => sum + text.length, 0) / (all.length || 1);
    for (const page of pages) {
      for (const [number, [anchor, title, text]] of page.places.entries()) {
        const place = this.#places.push({ page, anchor, title, text }) - 1;
        // What a page is about it is about, however little its text counts.
        this.#enter(place, `${page.title} ${page.words ?? ""}`, number ? IN_TITLE_ABOVE : IN_TITLE);
        this.#enter(place, title, IN_HEADING * page.boost);
        this.#enter(place, text, this.#density(text) * page.boost);
      }
    }
    this.#sorted = [...this.#starts].sort();
  }

  // What a word of a text counts for: the longer the text, the less it is about that word.
  #density(text) {
    return Math.min(1, 2 / (1 + text.length / this.#average));
  }

  #enter(place, text, weight) {
    for (const { word } of words(text)) {
      for (const [form, nearness] of this.#formsOf(word)) {
        let places = this.#found.get(form);
        if (!places) this.#found.set(form, (places = new Map()));
        places.set(place, Math.max(places.get(place) ?? 0, weight * nearness));
        if (this.#mayGrow(form, nearness, word)) this.#starts.add(form);
      }
    }
  }

  #formsOf(word) {
    let known = this.#forms.get(word);
    if (!known) this.#forms.set(word, (known = this.#sensible(word)));
    return known;
  }

  // A word as it is compared: folded, without what is joined to its end.
  #plain(word) {
    return this.#formsOf(word)[0][0];
  }

  // What a word may be a form of, without chance likenesses to words that only join others: `dim` is
  // no form of `tîm`, nor `am` of `gam`.
  #sensible(word) {
    const [itself, ...others] = forms(word, this.#language);
    if (this.#quiet.has(itself[0])) return [itself];
    return [itself, ...others.filter(([form]) => !this.#quiet.has(form))];
  }

  // Whether the beginning of a form says which word it is. A `g` that mutation may have taken away
  // stands before half the dictionary.
  #mayGrow(form, nearness, word) {
    return nearness > FORM && form !== `g${this.#plain(word)}`;
  }

  // The places that have a word, by how well they answer, and how much it says: a rare word more
  // than a common one, and those that only join others hardly anything.
  #ask(asked) {
    const answers = new Map();
    const take = (form, nearness) => {
      for (const [place, weight] of this.#found.get(form) ?? []) {
        answers.set(place, Math.max(answers.get(place) ?? 0, weight * nearness));
      }
    };
    for (const [form, nearness] of this.#formsOf(asked)) {
      take(form, nearness);
      if (!this.#begins(form, nearness)) continue;
      for (const longer of this.#beginningWith(form)) take(longer, BEGINNING);
    }
    const rare = Math.log(1 + this.#places.length / (1 + answers.size));
    return { answers, says: this.#isQuiet(asked) ? rare * QUIET : rare };
  }

  #isQuiet(word) {
    return this.#quiet.has(this.#plain(word));
  }

  // Whether a form of what is being written may be the beginning of a word.
  #begins(form, nearness) {
    return nearness > FORM && form.length >= this.#language.shortest;
  }

  *#beginningWith(start) {
    let low = 0, high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle] < start) low = middle + 1;
      else high = middle;
    }
    for (; this.#sorted[low]?.startsWith(start); low++) yield this.#sorted[low];
  }

  // The pages that answer, the best first: { url, title, places: [{ anchor, title, text }] }. Titles
  // and texts are in pieces, every second of which was asked for.
  find(query) {
    const asked = [...new Set(query.match(WORD)?.map(fold) ?? [])];
    if (!asked.length) return [];
    // A word that is nowhere is no reason to prefer one place to another.
    const parts = asked.map((word) => this.#ask(word)).filter(({ answers }) => answers.size);
    const whole = parts.reduce((sum, { says }) => sum + says, 0);
    const scores = new Map(); // of a place: how much of the question it has, and how well
    for (const { answers, says } of parts) {
      for (const [place, weight] of answers) {
        const { has, score } = scores.get(place) ?? { has: 0, score: 0 };
        scores.set(place, { has: has + says / whole, score: score + weight * says });
      }
    }
    const byPage = new Map();
    for (const [number, { has, score }] of scores) {
      const place = { ...this.#places[number], has, score: score * has };
      if (!byPage.has(place.page)) byPage.set(place.page, []);
      byPage.get(place.page).push(place);
    }
    const most = Math.max(...[...scores.values()].map(({ has }) => has));
    const groups = [...byPage]
      .map(([page, places]) => ({ page, places: places.filter(({ has }) => has >= ENOUGH * most) }))
      .filter(({ places }) => places.length);
    for (const { places } of groups) places.sort((one, other) => other.score - one.score);
    const loud = asked.filter((word) => !this.#isQuiet(word));
    const wanted = (loud.length ? loud : asked).map((word) => this.#formsOf(word));
    return groups
      .sort((one, other) => other.places[0].score - one.places[0].score)
      .map(({ page, places }) => ({
        url: page.url,
        title: this.#pieces(page.title, wanted),
        places: places.map(({ anchor, title, text }) => ({
          anchor,
          title: this.#pieces(title, wanted),
          text: excerpt(this.#pieces(text, wanted)),
        })),
      }));
  }

  // A text in pieces, every second of which was asked for.
  #pieces(text, wanted) {
    const pieces = [""];
    let end = 0;
    for (const found of words(text)) {
      if (found.start < end || !this.#isWanted(found.word, wanted)) continue;
      pieces[pieces.length - 1] += text.slice(end, found.start);
      pieces.push(text.slice(found.start, found.end), "");
      end = found.end;
    }
    pieces[pieces.length - 1] += text.slice(end);
    return pieces;
  }

  #isWanted(word, wanted) {
    const forms = this.#formsOf(word);
    const own = forms.map(([form]) => form);
    const grown = forms.filter(([form, nearness]) => this.#mayGrow(form, nearness, word)).map(([form]) => form);
    return wanted.some((asked) =>
      asked.some(
        ([form, nearness]) =>
          own.includes(form) ||
          (this.#begins(form, nearness) && grown.some((each) => each.startsWith(form))),
      ),
    );
  }
}

// The part of a text, in pieces, round what was first asked for; all of it if that is not there.
function excerpt(pieces) {
  const before = pieces[0];
  const start = before.length > BEFORE ? before.indexOf(" ", before.length - BEFORE) : -1;
  const shown = [start < 0 ? before : `…${before.slice(start)}`];
  let room = EXCERPT - shown[0].length;
  for (const piece of pieces.slice(1)) {
    if (room <= 0) break;
    shown.push(piece.length > room ? `${piece.slice(0, Math.max(piece.lastIndexOf(" ", room), 0))}…` : piece);
    room -= piece.length;
  }
  if (pieces.length === 1 && before.length > EXCERPT) {
    shown[0] = `${before.slice(0, before.lastIndexOf(" ", EXCERPT))}…`;
  }
  return shown;
}
