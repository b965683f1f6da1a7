// Finds words in the pages of one language, whatever form they have there. What changes in the
// words of the language comes with the index (plugins/polisi/search/index.py).

const ADDRESS = /\b(?:https?:|www\.)\S+/g;
const WORD = /[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}]|[.,'’ʼ&@/-](?=[\p{L}\p{N}]))*/gu;
const JOINT = /[-/&@]/;
const CLITIC = /'(?:r|n|i|u|ch|m|th|w)$/;
const CLAUSE = /(?<![\p{L}\p{N}])\d+(?:\.\d+)+(?:[\s(]+[a-z\d](?!\.?[\p{L}\p{N}])\)?)*/giu;
const CLAUSE_ANCHOR = /(?:^|-)(\d+(?:-(?:\d+|[a-z]))*)$/;

// How near a form is to the word that it is made of. A `g` that mutation may have taken away, or an
// `h` that it may have put there, is no more than a guess at the first letter.
export const RESTORED = 3.2;
const EXACT = 4, RADICAL = 3.5, FORM = 3, MEANT = 2, AKIN = 1.5, BEGINNING = 1;
const IN_NUMBER = 8, IN_TITLE = 3, IN_HEADING = 2, IN_TITLE_ABOVE = 0.5;
const QUIET = 0.1; // what a word like "how" counts for
const ENOUGH = 0.6; // of what the best page has of the question, what another must have
const TOGETHER = 0.5; // what words are worth more when they stand together as they were asked for
const ASKED_SO = 9; // what a place is worth more that readers' own words lead to
const NOT_ASKED = 99; // the turn of a place that no entry of search.yml gives for the whole question
const BESIDE = 0.5; // what a form of a word counts for where the word itself is on the pages
const FOREIGN = 0.5; // of the words of a question, that it is likely another language's
const GUESSED = 5; // letters of a word that is long enough for a mistake in it to be guessed
const BEFORE = 60, EXCERPT = 200; // letters

export function fold(word) {
  return word
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[’ʼ]/g, "'")
    .toLowerCase();
}

// What comes with the index about its language, ready to be used by `forms`.
export function prepared({ families, endings, ...language }) {
  const known = new Map();
  for (const family of families) {
    const [first, ...others] = family.split(" ");
    for (const word of others) known.set(word, [...(known.get(word) ?? []), first]);
  }
  return {
    ...language,
    known,
    endings: endings.flatMap(([all, changed, isSame]) =>
      all.map(([ending, other]) => ({
        ending,
        other,
        nearness: isSame ? FORM : AKIN,
        changed: changed.map(([after, before]) => [new RegExp(after), before]),
      })),
    ),
  };
}

// What a word may be a form of, each with how near it is to the word: itself; its radicals; those
// without a hyphen and without an ending; and the dictionary forms of any of these.
export function forms(word, language) {
  const plain = fold(word).replace(CLITIC, "");
  const found = new Map([[plain, EXACT]]);
  const add = (form, nearness) => found.has(form) || found.set(form, nearness);
  for (const [radical, nearness] of unmutated(plain, language)) add(radical, nearness);
  for (const [radical, nearness] of [...found]) {
    if (radical.includes("-")) add(radical.replaceAll("-", ""), nearness);
    for (const [stem, near] of stems(radical, least(nearness, language), language)) add(stem, near);
  }
  for (const [form, nearness] of [...found]) {
    for (const first of language.known.get(form) ?? []) add(first, Math.min(nearness, FORM));
  }
  return found;
}

// The letters that must be left of a word to go by; more where its first letter is but a guess.
function least(nearness, { shortest }) {
  return shortest + (nearness === RESTORED ? 2 : 0);
}

function* unmutated(plain, { digraphs, changes }) {
  const letter = (word) => digraphs.find((each) => word.startsWith(each)) ?? word.slice(0, 1);
  const first = letter(plain);
  for (const [mutated, radical, before] of changes) {
    const rest = plain.slice(mutated.length);
    if ((mutated && mutated !== first) || !rest) continue;
    if (!before || before.includes(letter(rest))) yield [radical + rest, mutated && radical ? RADICAL : RESTORED];
  }
}

// What is left of a word without each ending that it may have, with the letters that stand for it in
// other forms; and that as it is before the ending has changed letters inside it.
function* stems(word, least, { endings }) {
  for (const { ending, other, nearness, changed } of endings) {
    const stem = word.slice(0, word.length - ending.length);
    if (stem.length < least || !word.endsWith(ending)) continue;
    yield [stem + other, nearness];
    for (const [after, before] of changed) {
      const inside = stem.replace(after, before);
      if (inside !== stem) yield [inside + other, AKIN];
    }
  }
}

// The words of a text with their places in it, but not those of web addresses; of a word with
// joints also its parts, unless one is a letter (e-bost).
function* words(text) {
  const named = text.replace(ADDRESS, (address) => " ".repeat(address.length));
  for (const { 0: word, index } of named.matchAll(WORD)) {
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

// Whether one word becomes the other by one letter more, less, other or exchanged with the next.
export function isNear(one, other) {
  const [short, long] = one.length > other.length ? [other, one] : [one, other];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
}

export class Finder {
  #language;
  #quiet;
  #elsewhere; // words of the site's other languages
  #average; // letters of a place
  #places = []; // { page, anchor, title, text, asked: { phrase: its turn } }
  #forms = new Map(); // what each word may be a form of
  #found = new Map(); // a form of a word: the places that have the word, and how near it is to it
  #starts = new Set(); // the forms that a word whose end is not yet written may become
  #sorted; // those, in order
  #numbers = new Map(); // the number of a clause, as in its id: the places that have it
  #written = new Map(); // each word that the pages use, folded: as it is written, and how often

  constructor({ pages, elsewhere, ...language }) {
    this.#elsewhere = new Set(elsewhere);
    this.#language = prepared(language);
    this.#quiet = new Set(language.quiet);
    const all = pages.flatMap((page) => page.places);
    this.#average = all.reduce((sum, [, , text]) => sum + text.length, 0) / (all.length || 1);
    for (const page of pages) {
      let above;
      for (const [number, [anchor, title, text, asked = {}]] of page.places.entries()) {
        const place = this.#places.push({ page, anchor, title, text, asked }) - 1;
        const clause = anchor.match(CLAUSE_ANCHOR)?.[1];
        if (clause) this.#numbers.set(clause, [...(this.#numbers.get(clause) ?? []), place]);
        // What a page is about it is about, however little its text counts.
        this.#enter(place, page.title, number ? IN_TITLE_ABOVE : IN_TITLE);
        for (const phrase of Object.keys(asked)) this.#enter(place, phrase, IN_TITLE / this.#loud(phrase) ** 2, RESTORED);
        this.#enter(place, title, (title === above ? IN_TITLE_ABOVE : IN_HEADING) * page.boost);
        above = title;
        this.#enter(place, text, this.#density(text) * page.boost);
      }
    }
    this.#sorted = [...this.#starts].sort();
  }

  // How many words of a phrase say something.
  #loud(phrase) {
    return Math.max(1, [...words(phrase)].filter(({ word }) => !this.#isQuiet(word)).length);
  }

  // What a word of a text counts for: the longer the text, the less it is about that word.
  #density(text) {
    return Math.min(1, 2 / (1 + text.length / this.#average));
  }

  // The words of a text, with what they may be a form of, if that is near enough.
  #enter(place, text, weight, least = 0) {
    for (const { word } of words(text)) {
      const known = this.#formsOf(word);
      const [plain] = known.keys();
      const written = this.#written.get(plain);
      if (written) written.often++;
      else this.#written.set(plain, { word: word.replace(/['’ʼ].*/u, "").toLowerCase(), often: 1 });
      for (const [form, nearness] of known) {
        if (nearness < least) continue;
        let places = this.#found.get(form);
        if (!places) this.#found.set(form, (places = new Map()));
        places.set(place, Math.max(places.get(place) ?? 0, weight * nearness));
        if (nearness >= RADICAL) this.#starts.add(form);
      }
    }
  }

  // What a word may be a form of, without chance likenesses to words that only join others: `dim` is
  // no form of `tîm`, nor `am` of `gam`.
  #formsOf(word) {
    let known = this.#forms.get(word);
    if (!known) {
      const [itself, ...others] = forms(word, this.#language);
      const isQuiet = ([form]) => this.#quiet.has(form);
      known = new Map([itself, ...(isQuiet(itself) ? [] : others.filter((other) => !isQuiet(other)))]);
      this.#forms.set(word, known);
    }
    return known;
  }

  // What a word that is asked for may be a form of, and what the pages call what it means.
  #wanted(asked) {
    const own = this.#formsOf(asked);
    const wanted = new Map(own);
    for (const form of own.keys()) {
      for (const meant of this.#language.meant[form] ?? []) {
        for (const each of this.#formsOf(meant).keys()) {
          if (!wanted.has(each)) wanted.set(each, MEANT);
        }
      }
    }
    return wanted;
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
    const wanted = this.#wanted(asked);
    const isThere = [...wanted].some(([form, nearness]) => nearness >= RADICAL && this.#written.has(form));
    for (const [form, nearness] of wanted) {
      // One who disciplines (disgyblu) asks for no pupils (disgyblion).
      take(form, nearness < RADICAL && isThere ? nearness * BESIDE : nearness);
      if (!this.#begins(form, nearness)) continue;
      for (const longer of this.#beginningWith(form)) take(longer, BEGINNING);
    }
    const rare = Math.log(1 + this.#places.length / (1 + answers.size));
    return { asked, wanted, answers, says: this.#isQuiet(asked) ? rare * QUIET : rare };
  }

  // The places of clauses whose numbers were asked for.
  #askNumber(number) {
    const parts = number.toLowerCase().match(/[a-z]|\d+/g);
    while (parts.length > 2 && !this.#numbers.has(parts.join("-"))) parts.pop();
    const places = this.#numbers.get(parts.join("-")) ?? [];
    const { wanted, answers, says } = this.#ask(number.match(/[\d.]+/)[0]);
    if (parts.some((part) => /[a-z]/.test(part))) answers.clear();
    for (const place of places) answers.set(place, IN_NUMBER * EXACT);
    return { asked: number, wanted, answers: places.length ? answers : new Map(), says };
  }

  #isQuiet(word) {
    const [plain] = this.#formsOf(word).keys();
    return this.#quiet.has(plain);
  }

  // Whether a form of what is being written may be the beginning of a word.
  #begins(form, nearness) {
    return nearness > FORM && form.length > least(nearness, this.#language);
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

  // The word of the pages that somebody meant who has made one mistake in writing it; nothing if no
  // word is so near. Nobody mistakes the first letter: it makes another word (stalking, talking).
  #guess(asked) {
    const near = [...this.#formsOf(asked)].filter(([, nearness]) => nearness >= RADICAL);
    const [plain, ...others] = near.map(([form]) => form);
    const radicals = others.filter((radical) => radical.length > GUESSED);
    if (plain.length < GUESSED || this.#elsewhere.has(plain) || !/^\p{L}+$/u.test(plain)) return undefined;
    let best = { rank: 0 };
    for (const [known, { word, often }] of this.#written) {
      if (known.length < GUESSED - 1 || this.#quiet.has(known)) continue;
      // As it stands before as a mutation of it; then the more common.
      const isMeant = (written) => written[0] === known[0] && isNear(written, known);
      let rank = isMeant(plain) ? 2 : radicals.some(isMeant) ? 1 : 0;
      if (!rank) continue;
      rank += often / (often + 1) / 4;
      if (rank > best.rank) best = { rank, word };
    }
    return best.word;
  }

  // The parts of a question: the numbers of clauses, and its words. A word that is nowhere is no
  // reason to prefer one place to another.
  #parts(query) {
    const numbers = [...query.matchAll(CLAUSE)].map(([number]) => this.#askNumber(number));
    const found = numbers.filter(({ answers }) => answers.size);
    const rest = found.reduce((text, { asked }) => text.replace(asked, " "), query);
    const asked = [...new Set(rest.match(WORD)?.map(fold) ?? [])];
    const all = [...found, ...asked.map((word) => this.#ask(word))];
    const some = all.filter((part) => !this.#isQuiet(part.asked));
    const loud = some.length ? some : all;
    // What only joins words answers nothing where none of the others is found.
    const isAnswered = loud.some(({ answers }) => answers.size);
    return { parts: isAnswered ? all.filter(({ answers }) => answers.size) : [], loud };
  }

  // What answers a question: { pages: the pages, the best first, meant: the question as it was
  // answered, if that is not as it was asked, isWhole: whether all its words were found, isForeign:
  // whether those that were not are likely another language's }. A page is { url, title, anchor:
  // where its answer is, "" if that is the page itself, places: [{ anchor, title, text }] }. Titles
  // and texts are in pieces, every second of which was asked for.
  find(query) {
    const first = this.#parts(query);
    let meant;
    for (const { asked, answers } of first.loud) {
      const guess = answers.size ? undefined : this.#guess(asked);
      if (guess) meant = replaceWord(meant ?? query, asked, guess);
    }
    const { parts, loud } = meant ? this.#parts(meant) : first;
    const missed = first.loud.filter(({ answers }) => !answers.size);
    const foreign = missed.filter(({ asked }) => this.#elsewhere.has(asked));
    const isForeign = foreign.length > 0 && foreign.length >= FOREIGN * first.loud.length;
    return { meant, isWhole: !missed.length, isForeign, pages: this.#pagesOf(parts, loud) };
  }

  #pagesOf(parts, loud) {
    const whole = parts.reduce((sum, { says }) => sum + says, 0);
    const scores = new Map(); // of a place: how much of the question it has, and how well
    for (const { answers, says } of parts) {
      for (const [place, weight] of answers) {
        const { has, score } = scores.get(place) ?? { has: 0, score: 0 };
        scores.set(place, { has: has + says / whole, score: score + weight * says });
      }
    }
    const wanted = loud.map((part) => part.wanted);
    const sought = loud.filter(({ answers }) => answers.size).map((part) => part.wanted);
    // A page whose text counts for less comes after the others, unless it is what was asked for.
    const found = [...scores].map(([number, score]) => {
      const place = this.#places[number];
      const { share, turn } = this.#askedFor(place, sought);
      const isAside = place.page.boost < 1 && turn === NOT_ASKED && !this.#covers(place.page.title, sought);
      return { ...place, ...score, share, turn, isAside };
    });
    const isAllAside = found.every(({ isAside }) => isAside);
    const most = Math.max(...found.map(({ has, isAside }) => (isAside && !isAllAside ? 0 : has)));
    const byPage = new Map();
    for (const place of found) {
      if (place.has < ENOUGH * most) continue;
      const together = 1 + TOGETHER * this.#together(place, wanted);
      place.score *= place.has * together * (1 + ASKED_SO * place.share ** 2);
      if (!byPage.has(place.page)) byPage.set(place.page, []);
      byPage.get(place.page).push(place);
    }
    for (const places of byPage.values()) places.sort(isBetter);
    return [...byPage]
      .sort(([, [one]], [, [other]]) => isBetter(one, other))
      .map(([page, places]) => {
        const shown = places.map(({ anchor, title, text }) => ({
          anchor,
          title: this.#pieces(title, wanted),
          text: excerpt(this.#pieces(text, wanted)),
        }));
        const told = withoutRepeats(shown);
        const isPage = told[0] !== shown[0] || (places[0].turn === NOT_ASKED && this.#covers(page.title, sought));
        const anchor = isPage ? "" : places[0].anchor;
        return { url: page.url, title: this.#pieces(page.title, wanted), anchor, places: told };
      });
  }

  // How much of what was asked for is said with the words that lead readers to a place, from 0 to 1;
  // and, if that is all of it, which in turn the place is of those that its entry leads to.
  #askedFor({ asked }, wanted) {
    const best = { share: 0, turn: NOT_ASKED };
    for (const [phrase, turn] of Object.entries(asked)) {
      const said = (phrase.match(WORD) ?? []).filter((word) => !this.#isQuiet(word));
      const isSaid = (word, one) => [...this.#formsOf(word)].some(([form, near]) => near >= RESTORED && one.has(form));
      if (!said.every((word) => wanted.some((one) => isSaid(word, one)))) continue;
      const share = wanted.filter((one) => said.some((word) => isSaid(word, one))).length / wanted.length;
      best.share = Math.max(best.share, share);
      if (share === 1) best.turn = Math.min(best.turn, turn);
    }
    return best;
  }

  // Whether a title has all that was asked for.
  #covers(title, wanted) {
    const said = [...words(title)];
    return wanted.every((one) => said.some(({ word }) => this.#isWanted(word, [one])));
  }

  // How many of the words that were asked for one after the other stand so in a place, from 0 to 1.
  // What only joins words may stand between them.
  #together({ page, title, text, asked }, wanted) {
    if (wanted.length < 2) return 0;
    const pairs = new Set();
    for (const each of [page.title, title, text, ...Object.keys(asked)]) {
      let before = [];
      for (const { word } of words(each)) {
        if (this.#isQuiet(word)) continue;
        const here = [...wanted.keys()].filter((number) => this.#isWanted(word, [wanted[number]]));
        for (const number of here) if (before.includes(number - 1)) pairs.add(number);
        before = here;
      }
    }
    return pairs.size / (wanted.length - 1);
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
    const own = [...this.#formsOf(word)];
    return wanted.some(
      (asked) =>
        own.some(([form]) => asked.has(form)) ||
        [...asked].some(
          ([form, nearness]) =>
            this.#begins(form, nearness) &&
            own.some(([each, near]) => near >= RADICAL && each.startsWith(form)),
        ),
    );
  }
}

function isBetter(one, other) {
  return one.isAside - other.isAside || one.turn - other.turn || other.score - one.score;
}

// Places without those that are found by their heading alone after another that has the same, and
// without the beginning of a page where there is nothing but its title.
function withoutRepeats(places) {
  const seen = new Set();
  return places.filter(({ title, text }) => {
    const heading = title.join("");
    const isFirst = !seen.has(heading);
    seen.add(heading);
    return (isFirst && (heading || text[0])) || text.length > 1;
  });
}

function replaceWord(text, folded, word) {
  return text.replace(WORD, (found) => (fold(found) === folded ? word : found));
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
