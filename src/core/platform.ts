/** The platforms that the policy names, and two it will meet (POLICY.md, rules). An account may be registered on any. */
export const PLATFORMS = [
  "x",
  "youtube",
  "facebook",
  "instagram",
  "tiktok",
  "linkedin",
  "pinterest",
  "flickr",
  "google-business",
  "snapchat",
  "bluesky",
  "mastodon",
] as const;

export type Platform = (typeof PLATFORMS)[number];

/** As people write them in an e-mail. */
export const PLATFORM_NAMES: Readonly<Record<Platform, string>> = {
  x: "X",
  youtube: "YouTube",
  facebook: "Facebook",
  instagram: "Instagram",
  tiktok: "TikTok",
  linkedin: "LinkedIn",
  pinterest: "Pinterest",
  flickr: "Flickr",
  "google-business": "Google",
  snapchat: "Snapchat",
  bluesky: "Bluesky",
  mastodon: "Mastodon",
};
