/**
 * The search of the leak test. Every planted handle begins with one stem, and every planted id with another, so that a
 * place is searched for the stems alone, in each form in which a word travels; what follows a hit says which plant it is.
 */
import { CONTROLS, HANDLE_STEM, ID_STEM, plant, PLANTS, type Plant } from "./plants.ts";

/** Somewhere a word may have leaked to: a column, a file, what a command said. */
export interface Place {
  name: string;
  bytes: Buffer;
}

export interface Hit {
  place: string;
  /** The way of the plant (plants.ts); `?` where only the stem was recognised, {@link CUT} where a control ends too early. */
  way: string;
  /** Handle or id, and how it was written. */
  form: string;
}

/** A word as it looks after some encoding. `anyCase`: the encoding survives a change of case. */
interface Form {
  name: string;
  bytes: Buffer;
  anyCase: boolean;
}

/** Every hit in every place, each once. */
export function search(places: readonly Place[]): Hit[] {
  return places.flatMap((place) => searchOne(place));
}

function searchOne(place: Place): Hit[] {
  const { name } = place;
  const bytes = unfolded(place.bytes);
  const lowered = lower(bytes);
  const hits = new Map<string, Hit>();
  for (const { what, stem, wordOf } of STEMS) {
    const searched = new Set<string>();
    for (const [index, form] of stem.entries()) {
      const needle = form.bytes.toString("latin1");
      if (searched.has(needle)) continue;
      searched.add(needle);
      const hay = form.anyCase ? lowered : bytes;
      for (let at = hay.indexOf(form.bytes); at !== -1; at = hay.indexOf(form.bytes, at + 1)) {
        const formOf = (plant: Plant) => formsOf(wordOf(plant))[index];
        const way = wayAt(hay, at, formOf) ?? (isCutControl(hay, at, form, formOf) ? CUT : "?");
        const written = `${what} in ${form.name}`;
        hits.set(`${way} ${written}`, { place: name, way, form: written });
      }
    }
  }
  return [...hits.values()];
}

/** Which plant stands at a hit: the stem begins its word, so that its form begins with the stem's. */
function wayAt(hay: Buffer, at: number, formOf: (plant: Plant) => Form | undefined): string | undefined {
  const found = PLANTS.find((plant) => {
    const form = formOf(plant)?.bytes;
    return form !== undefined && hay.subarray(at, at + form.length).equals(form);
  });
  return found?.way;
}

/** The way of a control that is no more than begun: Postgres cuts long values into pieces, wherever that falls. */
export const CUT = "cut";
const LONGEST_WORD = Math.max(...PLANTS.flatMap(({ handle, id }) => [handle.length, id.length]));
const IN_A_WORD = /^\w*/u;

/** Whether the stem stands there with some letters, or none, of what follows it in a control, and the word ends with them. */
function isCutControl(
  hay: Buffer,
  at: number,
  stem: Form,
  formOf: (plant: Plant) => Form | undefined,
): boolean {
  if (stem.name !== "utf-8") return false;
  const longest = hay.subarray(at, at + LONGEST_WORD).toString("latin1");
  const [word = ""] = IN_A_WORD.exec(longest) ?? [];
  return CONTROLS.some((way) => formOf(plant(way))?.bytes.toString("latin1").startsWith(word) ?? false);
}

/**
 * Mail cuts its lines anywhere, behind a = or before a space: a word goes on in the next one. So it does where a mail's bytes
 * are written in hex, as a server's log has them; no byte of a word's armour makes 0d0a with its neighbours.
 */
function unfolded(bytes: Buffer): Buffer {
  const isFolded = ["\r\n", "0d0a", "0D0A"].some((fold) => bytes.includes(fold));
  if (!isFolded) return bytes;
  const text = bytes.toString("latin1").replaceAll(/=?\r\n ?/gu, "");
  return Buffer.from(text.replaceAll(/(?:3d)?0d0a(?:20)?/giu, ""), "latin1");
}

/** ASCII letters made small; every byte keeps its place. */
function lower(bytes: Buffer): Buffer {
  const lowered = Buffer.from(bytes);
  for (let at = 0; at < lowered.length; at++) {
    const byte = lowered[at] ?? 0;
    if (byte >= 0x41 && byte <= 0x5a) lowered[at] = byte + 0x20;
  }
  return lowered;
}

type Encode = (bytes: Buffer) => readonly Omit<Form, "name">[];

const asText = (text: string, anyCase: boolean) => ({ bytes: Buffer.from(text, "latin1"), anyCase });
const eachByte = (bytes: Buffer, before: string) =>
  [...bytes].map((byte) => before + byte.toString(16).padStart(2, "0")).join("");

/** Encodings of bytes, by name. All of them are ASCII. */
const ARMOUR: Readonly<Record<string, Encode>> = {
  hex: (bytes) => [asText(eachByte(bytes, ""), true)],
  "upper hex": (bytes) => [asText(eachByte(bytes, "").toUpperCase(), false)],
  "percent-encoded": (bytes) => [asText(eachByte(bytes, "%"), true)],
  "quoted-printable": (bytes) => [asText(eachByte(bytes, "="), true)],
  // Three bytes make four letters: the word may begin at any of the three. Letters that neighbours share are cut off.
  base64: (bytes) => base64(bytes, "base64"),
  base64url: (bytes) => base64(bytes, "base64url"),
};

function base64(bytes: Buffer, alphabet: "base64" | "base64url"): Omit<Form, "name">[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString(alphabet);
    const from = Math.ceil((before * 8) / 6);
    const to = Math.floor(((before + bytes.length) * 8) / 6);
    return asText(text.slice(from, to), false);
  });
}

const CASES: readonly ((word: string) => string)[] = [
  (word) => word,
  (word) => word.toLowerCase(),
  (word) => word.toUpperCase(),
];
const CHARSETS: Readonly<Record<string, (word: string) => Buffer>> = {
  "utf-8": (word) => Buffer.from(word, "utf8"),
  "utf-16": (word) => Buffer.from(word, "utf16le"),
  "utf-16be": (word) => Buffer.from(word, "utf16le").swap16(),
};

const known = new Map<string, readonly Form[]>();

/**
 * A word in every form that is looked for, always in the same order: three cases, three character sets, plain and in each
 * armour, and UTF-8 in hex or base64 inside hex or base64.
 */
export function formsOf(word: string): readonly Form[] {
  const made = known.get(word) ?? CASES.flatMap((change) => formsOfCase(change(word)));
  known.set(word, made);
  return made;
}

function formsOfCase(word: string): Form[] {
  return Object.entries(CHARSETS).flatMap(([charset, encode]) => {
    const bytes = encode(word);
    const plain: Form = { name: charset, bytes: Buffer.from(lower(bytes)), anyCase: true };
    const once = armoured({ ...plain, bytes });
    const wrapped = charset === "utf-8" ? once.filter(({ name }) => NESTED.test(name)) : [];
    const twice = wrapped.flatMap((form) => armoured(form)).filter(({ name }) => NESTED.test(name));
    return [plain, ...once, ...twice];
  });
}

/** JSON with a token in hex, as a cursor in base64: armours that are worn one over another. */
const NESTED = /^(?:upper hex|hex|base64|base64url) of /u;

function armoured({ name, bytes }: Form): Form[] {
  return Object.entries(ARMOUR).flatMap(([armour, encode]) =>
    encode(bytes).map((form) => ({ ...form, name: `${armour} of ${name}` })),
  );
}

/** Ids have no case, but the forms keep their order all the same. */
const STEMS = [
  { what: "handle", stem: formsOf(HANDLE_STEM), wordOf: (plant: Plant) => plant.handle },
  { what: "id", stem: formsOf(ID_STEM), wordOf: (plant: Plant) => plant.id },
];
