// Where answers may lie: in a file that the school saves, and in this browser if it asks for that.

const KEPT = "polisi.answers";
const HANDED = "polisi.handed-over";

/** Give the reader a file. */
export function download(name, content, type) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

/** Return the answers kept in this browser, or null. */
export function kept() {
  return quietly(() => localStorage.getItem(KEPT)) ?? null;
}

/** Keep answers in this browser, and tell whether that worked. */
export function keep(text) {
  return quietly(() => (localStorage.setItem(KEPT, text), true)) ?? false;
}

/** Forget the answers in this browser. */
export function forget() {
  quietly(() => localStorage.removeItem(KEPT));
}

/** Leave answers for the page in the other language, which opens next in this tab. */
export function handOver(text) {
  return quietly(() => (sessionStorage.setItem(HANDED, text), true)) ?? false;
}

/** Take what the page in the other language left, so that it lies nowhere any more. */
export function takeOver() {
  return quietly(() => {
    const text = sessionStorage.getItem(HANDED);
    sessionStorage.removeItem(HANDED);
    return text;
  }) ?? null;
}

/** Return what `work` gives; undefined where the browser lets nothing be kept. */
function quietly(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}

const NAMELESS = { cy: "ysgol" };
const APART = { ø: "o", Ø: "o", ł: "l", Ł: "l", đ: "d", Đ: "d", ß: "ss" };

/** Return a school's name as part of a file name, as `file_name` in export/files.py does. */
export function fileName(name, locale) {
  const nameless = NAMELESS[locale] ?? "school";
  const apart = name.replace(/[øØłŁđĐß]/g, (letter) => APART[letter]).normalize("NFKD");
  const plain = apart.replace(/[^\x00-\x7f]/g, "").toLowerCase().replace(/'/g, "");
  const stem = (plain.match(/[a-z0-9]+/g) ?? []).join("-").slice(0, 80).replace(/^-+|-+$/g, "");
  if (!stem) return nameless;
  return /^(con|prn|aux|nul|com\d|lpt\d)$/.test(stem) ? `${nameless}-${stem}` : stem;
}
