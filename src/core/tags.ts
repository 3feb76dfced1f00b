import type { Account, OrganisationId } from "./account.ts";
import type { TagContext } from "./connector.ts";
import type { PostTags } from "./facts.ts";
import type { Platform } from "./platform.ts";
import type { OfficialHandle, Policy } from "./policy.ts";

/** What a post offers to be judged for tags. All of it is dropped after. */
export interface TaggableText {
  /** The full text, not the cut one. */
  text: string;
  /** Handles that the platform itself marked as mentions or native tags. */
  nativeTags: readonly string[];
  at: Date;
}

/** A handle counts as a tag from `validFrom` on and no longer at `validTo`; null is open-ended. */
export function isValidAt(handle: OfficialHandle, at: Date): boolean {
  const begun = handle.validFrom === null || handle.validFrom <= at;
  return begun && (handle.validTo === null || at < handle.validTo);
}

/** Which organisations a post tags (POLICY.md, "what counts as a tag"). */
export function tagsOf(post: TaggableText, context: TagContext): PostTags {
  const { platform } = context.account;
  const text = withoutUrls(post.text.normalize("NFC"));
  const handles = new Set([...mentionsIn(text, platform), ...post.nativeTags.map(bareHandle)]);
  const hashtags = hashtagsIn(text);
  const organisations = new Set<OrganisationId>();
  for (const official of context.officialHandles) {
    if (official.platform !== platform || !isValidAt(official, post.at)) continue;
    if (handles.has(folded(official.handle))) official.organisations.forEach((id) => organisations.add(id));
  }
  for (const organisation of context.policy.organisations) {
    if (organisation.hashtags.some((tag) => hashtags.has(folded(tag)))) organisations.add(organisation.id);
  }
  return { organisations: [...organisations].toSorted() };
}

/**
 * Whether a post is judged for tags and lacks one: its text may be mended, where the platform lets people change it at any
 * time, and is then worth reading again.
 */
export function mayGainTags(
  { at, organisations }: { at: Date; organisations: readonly OrganisationId[] },
  account: Account,
  judgedFrom: Date,
  policy: Pick<Policy, "groupId">,
): boolean {
  if (account.kind === "official" || at < judgedFrom) return false;
  return tagsAskedOf(account, policy).some((anyOf) => !anyOf.some((id) => organisations.includes(id)));
}

/** Whole web addresses, also without a scheme where a path follows. Lengths are bounded: a post can be megabytes of dots. */
const URL =
  /https?:\/\/\S+|\bwww\.\S+|(?<![\p{L}\p{N}_@＠.-])[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){0,5}\.[a-z]{2,24}\/\S*/giu;

function withoutUrls(text: string): string {
  return text.replaceAll(URL, " ");
}

/** Neither e-mail addresses nor `!@` and the like: the characters that X, too, refuses before a mention. */
const BEFORE = String.raw`(?<![\p{Script=Latin}\p{Nd}_@＠!#$%&*])`;
/** A handle that goes on is another handle; what X, too, refuses after a mention. */
const AFTER = String.raw`(?![\p{Script=Latin}\p{M}\p{Nd}_]|[@＠][\p{L}\p{Nd}_]|:\/\/)`;

const WORD_MENTION = new RegExp(String.raw`${BEFORE}[@＠](\w+)${AFTER}`, "gu");
/** Where handles may hold dots and hyphens, or a server's name, `@ccg.fans` is another handle than `@ccg`. */
const DOTTED_MENTION = new RegExp(
  String.raw`${BEFORE}[@＠]([\w]+(?:[.@-]\w+)*)(?![\p{Script=Latin}\p{M}\p{Nd}_]|[.@＠-]\w|:\/\/)`,
  "gu",
);
/** Where handles may hold letters of any script: `@écoleart`, and not the `@cole` in it. Marks that make an emoji are none. */
const LETTER = String.raw`(?:(?![\uFE0F\u20E3])[\p{L}\p{M}\p{N}_])`;
const LETTERED_MENTION = new RegExp(
  String.raw`(?<!${LETTER}|[@＠!#$%&*])[@＠](${LETTER}+(?:[.·@-]${LETTER}+)*)(?!${LETTER}|[.·@＠-]${LETTER}|:\/\/)`,
  "gu",
);
const WORD_HANDLES: ReadonlySet<Platform> = new Set<Platform>(["x", "pinterest"]);
const LETTERED_HANDLES: ReadonlySet<Platform> = new Set<Platform>(["youtube", "facebook", "linkedin"]);

/** Amid a script without spaces the handle may end where its own script does, so that the narrower reading counts as well. */
function mentionsIn(text: string, platform: Platform): string[] {
  const narrow = WORD_HANDLES.has(platform) ? WORD_MENTION : DOTTED_MENTION;
  const mentions = LETTERED_HANDLES.has(platform) ? [narrow, LETTERED_MENTION] : [narrow];
  return mentions.flatMap((mention) => [...text.matchAll(mention)].map((found) => folded(found[1] ?? "")));
}

/** In any case, and however its accents are written: a capital Σ is the σ within a word and the ς at its end. */
function folded(word: string): string {
  return word.normalize("NFC").toLowerCase().normalize("NFC").replaceAll("ς", "σ");
}

const HASHTAG = /(?<![\p{L}\p{N}_&/])[#＃]([\p{L}\p{M}\p{N}_]+)/gu;

function hashtagsIn(text: string): Set<string> {
  return new Set([...text.matchAll(HASHTAG)].map((found) => folded(found[1] ?? "")));
}

function bareHandle(tag: string): string {
  return folded(tag.replace(/^[@＠]/u, ""));
}

/** What a post must name: one of each. The Group and one of the account's organisations; the Group alone for its own. */
export function tagsAskedOf(
  { organisations }: Pick<Account, "organisations">,
  { groupId }: Pick<Policy, "groupId">,
): readonly (readonly OrganisationId[])[] {
  return organisations.includes(groupId) ? [[groupId]] : [[groupId], organisations];
}
