/** Files and typed lines that name planted learners: a good list, and every kind of bad row. */
import { channelIdOf, handle, plant } from "./plants.ts";
import { plantChannels } from "./planted-channels.ts";
import { ACCOUNTS, OFFICIAL } from "./planted-college.ts";

/** What the register accepts. One department holds a handle: the register's own business, and the first control. */
export function goodRegister(): string {
  const rows = ACCOUNTS.map((name) => {
    const kind = (OFFICIAL as readonly string[]).includes(name) ? "official" : "departmental";
    const department = name === "conel_sport" ? `Sport ${handle("xdept")}` : name;
    return `https://x.com/${name},conel,${department},${kind},first@college.example;second@college.example`;
  });
  const channels = plantChannels().ids.map(
    (id, index) =>
      `https://www.youtube.com/channel/${id},conel,Film ${index},departmental,first@college.example`,
  );
  return ["url,organisation,department,kind,keepers", ...rows, ...channels].join("\n");
}

/** Each row is bad, by the cell that holds the handle. */
export function badRegister(): string {
  const rows = [
    `x,conel_new1,,${handle("rorg")},,,,,`,
    `x,conel_new2,,conel,${handle("rkind")},,,,`,
    `x,conel_new3,,conel,,@${handle("rkeeper")},,,`,
    `x,conel_new4,,conel,,,${handle("rlogin")} at home,,`,
    `x,conel_new5,,conel,,,,${handle("rdate")},`,
    `,,https://x.com/${handle("rpost")}/status/${plant("rpost").id},conel,,,,,`,
    `x,${handle("rform")} (Jo),,conel,,,,,`,
    `x,conel_new6,,conel,,,,,${handle("rdays")}`,
    `x,conel_new7,,conel,,,,,,${handle("rwide")}`,
  ];
  return ["platform,handle,url,college,kind,keepers,login,opened,dormant_after_days", ...rows].join("\n");
}

/** By handle, by id, by address; and those whom the other plants need on a list. */
export function goodLearners(): string {
  const rows = [
    `x,${handle("byhandle")},,,31/07/2099`,
    `x,,${plant("byid").id},,`,
    `,,,https://twitter.com/${handle("byurl")}?lang=en,2099-07-31`,
    `x,,${plant("starter").id},,`,
    `youtube,,${channelIdOf("ytlisted")},,`,
    `x,@${handle("newone").toUpperCase()},,,`,
    ...(["reply", "mention", "quote", "repost", "find", "erase", "vfind"] as const).map(
      (way) => `x,${handle(way)},${plant(way).id},,`,
    ),
  ];
  return ["platform,handle,id,url,last_day", ...rows].join("\n");
}

const HEAD = "platform,handle,id,url,last_day";

/** Lists that are refused, each as a file of its own or with others of its kind. */
export function badLearners(): readonly string[] {
  const rows = [
    `x,${handle("cform")} (Jo),,,`,
    `x,${handle("cdate")},,,next ${handle("cdate")} summer`,
    `${handle("corder")},x,,,`,
    `x,,${handle("cid")} ${plant("cid").id} ?,,`,
    `,,,https://x.com/${handle("cpost")}/status/${plant("cpost").id},`,
    `instagram,,,https://x.com/${handle("celse")},`,
    `x,${handle("cboth")},${plant("cboth").id},,`,
    `x,${handle("cboth")},${plant("cboth").id.slice(0, -1)},,`,
    `x,conel_any,,,,${handle("cwide")}`,
  ];
  return [
    [HEAD, ...rows].join("\n"),
    [HEAD, `x,"${handle("cquote")},${plant("cquote").id},,`].join("\n"),
    `x,${handle("chead")},${plant("chead").id}\nx,${handle("chead")}2,\n`,
  ];
}

/** Another good list, whose import fails inside. */
export function learnersThatFail(): string {
  return [HEAD, `x,${handle("vimport")},${plant("vimport").id},,`].join("\n");
}

export const TYPED_ODDLY = `who is ${handle("odd")} ${plant("odd").id}?`;
