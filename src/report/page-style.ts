import { DARK, HEAD, HEAD_INK, INK, LINE, LINK, MUTED, PAGE, PAPER, TONES } from "../digest/html-style.ts";
import type { Tone } from "../digest/model.ts";

/** Colours by name, in light and in dark. Contrast of words on their ground is at least 4.5 : 1 (test/browser). */
function colours(isDark: boolean): string {
  const plain = isDark
    ? [DARK.ink, DARK.muted, DARK.paper, DARK.page, DARK.line, DARK.link, DARK.head]
    : [INK, MUTED, PAPER, PAGE, LINE, LINK, HEAD];
  const names = ["ink", "muted", "paper", "page", "line", "link", "head"];
  const tones = Object.entries(TONES).flatMap(([name, { back, ink, darkBack, darkInk, edge }]) => [
    `--${name}:${isDark ? darkBack : back}`,
    `--${name}-ink:${isDark ? darkInk : ink}`,
    `--${name}-edge:${edge}`,
  ]);
  const series = isDark
    ? ["--s0:#e78a82", "--s1:#e0705f", "--s2:#d9a441", "--s3:#8aa4bd", "--s4:#6fb58f", "--s5:#b39ddb"]
    : ["--s0:#7a1f4b", "--s1:#b3261e", "--s2:#d08a1d", "--s3:#7f96ac", "--s4:#1b7f4b", "--s5:#5e4b9a"];
  return [...names.map((name, at) => `--${name}:${plain[at]}`), ...tones, ...series].join(";");
}

/** Pictures take their colours in this order; words beside them say the same. */
export const SERIES_COLOURS = 6;

const TONE_NAMES: readonly Tone[] = ["bad", "warn", "good", "calm"];

const SCREEN = `
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 "Segoe UI",system-ui,-apple-system,Arial,sans-serif}
a{color:var(--link)}
h1{font-size:26px;line-height:1.25;margin:0}
h2{font-size:20px;line-height:1.3;margin:0 0 12px}
h3{font-size:15px;line-height:1.4;margin:16px 0 6px}
p{margin:0 0 8px}
.sm,.mu{color:var(--muted)}.sm{font-size:13px}
header{background:var(--head);color:${HEAD_INK};padding:22px 0 14px}
header p{margin:4px 0 12px}
header nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:6px 18px;margin:0;padding:0;font-size:14px}
header a{color:${HEAD_INK}}
.w{max-width:1200px;margin:0 auto;padding:0 20px}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--paper);color:var(--link);padding:6px 10px;z-index:9}
section{background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:20px 22px;margin:18px 0}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
header :focus-visible{outline-color:${HEAD_INK}}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(118px,1fr));gap:10px 0;margin:0 0 14px;padding:0;list-style:none}
.tiles li{padding:0 10px 2px 16px;border-left:1px solid var(--line)}
.tiles b{display:block;font-size:30px;line-height:1.2}
.note{border-left:4px solid;padding:9px 14px;margin:0 0 8px;border-radius:3px}
.b{display:inline-block;border-radius:4px;padding:1px 8px;font-size:12.5px;font-weight:600}
.trust{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,340px),1fr));gap:10px 28px;margin:10px 0 4px}
ul.plain{margin:0 0 8px;padding-left:20px}
.scroll{overflow-x:auto;max-width:100%;margin:0 0 8px}
table{border-collapse:collapse;width:100%;font-size:14px}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
table{position:relative}
th,td{text-align:left;vertical-align:top;padding:6px 10px;border-bottom:1px solid var(--line)}
thead th{font-size:13px;vertical-align:bottom;background:var(--paper);border-bottom:2px solid var(--line)}
tbody th{font-weight:400;min-width:132px}
#list tbody th{min-width:180px}
#list td,#list thead th{white-space:nowrap}#list td:nth-child(2){white-space:normal}
.n{text-align:right;font-variant-numeric:tabular-nums}
th button{font:inherit;color:inherit;background:none;border:0;padding:2px 0;cursor:pointer;text-align:inherit;text-decoration:underline;text-decoration-style:dotted;text-underline-offset:3px}
th button::after{content:" \\2195";color:var(--muted)}
th[aria-sort=ascending] button::after{content:" \\2191";color:inherit}
th[aria-sort=descending] button::after{content:" \\2193";color:inherit}
.name{font-weight:600;overflow-wrap:anywhere}
.where{display:block;color:var(--muted);font-size:13px;overflow-wrap:anywhere}
.says td:nth-child(3){white-space:nowrap}
.piece{content-visibility:auto;contain-intrinsic-size:auto 3400px}
.matrix{table-layout:fixed}.matrix thead th{width:104px}.matrix thead th:first-child{width:280px}
.matrix td{font-size:13px}
.matrix td.f{background:var(--bad);color:var(--bad-ink);font-weight:600}
.matrix td.u{background:var(--warn);color:var(--warn-ink)}
.matrix td.p{color:var(--good-ink)}
.matrix td.x{color:var(--muted)}
.bar{display:block;width:100%;min-width:120px;height:10px}
.bar .p{fill:var(--good-edge)}.bar .f{fill:var(--bad-edge)}.bar .u{fill:var(--warn-edge)}.bar .x{fill:var(--line)}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,430px),1fr));gap:22px 34px}
figure{margin:0;min-width:0}
figcaption{margin:0 0 4px}
figcaption b{display:block;font-size:15px}
svg.c{display:block;width:100%;height:auto;overflow:visible}
svg.c text{fill:var(--muted);font-size:12px}
svg.c .v{fill:var(--ink);font-weight:600}
svg.c .axis{stroke:var(--line);stroke-width:1}
svg.c .l{fill:none;stroke:var(--link);stroke-width:2.5}
svg.c .d{fill:var(--link)}
svg.c .nh{fill:var(--page)}
.key{display:flex;flex-wrap:wrap;gap:2px 14px;list-style:none;margin:4px 0;padding:0;font-size:13px}
.key i{display:inline-block;width:11px;height:11px;border-radius:2px;margin-right:5px}
form{display:flex;flex-wrap:wrap;gap:10px 16px;align-items:end;margin:0 0 12px}
form[hidden]{display:none}
form label{display:block;font-size:13px;color:var(--muted)}
form input,form select,form button,.js button{font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--muted);border-radius:5px;padding:6px 9px;max-width:100%}
form input{width:260px}form select{max-width:230px}
form button,.js button{cursor:pointer}
[hidden]{display:none!important}
@media (scripting:enabled){.m{display:none}}
details.s{border:1px solid var(--line);border-radius:6px;margin:0 0 8px;content-visibility:auto;contain-intrinsic-size:auto 46px}
details.s>summary{padding:9px 14px;cursor:pointer}
details.s>summary .b{margin-left:6px}
details.s>div{padding:4px 16px 12px}
summary{cursor:pointer}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 18px;margin:6px 0 10px;font-size:14px}
dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}
.find{border-left:4px solid var(--line);padding:2px 0 2px 14px;margin:10px 0 14px}
.find ol{margin:4px 0 0;padding-left:20px;font-size:13px;color:var(--muted)}
.find p{margin:2px 0}
.top{font-size:13px}
@media screen and (max-width:900px){#coverage th:nth-child(2),#coverage td:nth-child(2){display:none}}
@media (max-width:640px){
.w{padding:0 12px}section{padding:16px 14px;margin:12px 0}
.tiles{grid-template-columns:repeat(auto-fit,minmax(96px,1fr))}.tiles b{font-size:25px}.tiles li{padding-left:10px}
svg.c text{font-size:17px}
dl{grid-template-columns:1fr}dt{margin-top:4px}
form input{width:100%}form div{flex:1 1 40%}form div.q{flex-basis:100%}
form select{width:100%;max-width:none}
.matrix thead th:first-child{width:160px}
#list thead{position:absolute;left:-9999px}
#list tr{display:grid;grid-template-columns:1.25fr 1fr;column-gap:12px;border-bottom:2px solid var(--line);padding:8px 0}
#list th,#list td{border:0;padding:2px 0;text-align:left;white-space:normal}
#list th,#list td.o{grid-column:1/-1}
#list td[data-l]::before{content:attr(data-l) ": ";color:var(--muted)}
#coverage td:last-child{min-width:240px}
.says thead{position:absolute;left:-9999px}
.says tr{display:grid;grid-template-columns:1fr 1fr;column-gap:12px;border-bottom:1px solid var(--line);padding:6px 0}
.says th,.says td{border:0;padding:1px 0}.says tbody th{font-weight:600}
.says td:nth-child(3),.says td:last-child{grid-column:1/-1}
.says td:nth-child(3):not(:empty)::before{content:"Since ";color:var(--muted)}
}`;

const PRINT = `
@media print{
@page{size:A4;margin:14mm 12mm}
@page wide{size:A4 landscape}
:root{$light}

body{background:none;font-size:10.5pt}
header{background:none;color:var(--ink);padding:0;border-bottom:2px solid var(--ink)}
th button::after{content:""!important}
th button{display:contents}
header nav,form,.skip,.top,.noprint{display:none!important}
.w{max-width:none;padding:0}
section{border:0;padding:0;margin:0 0 18pt;border-radius:0}
h2,h3,summary,figcaption{break-after:avoid}
thead{display:table-header-group}
tr,svg,.find,li{break-inside:avoid}
main{padding-top:12pt}
.key li{break-inside:auto}
#list td,#list thead th{white-space:normal}#list td:nth-child(5){white-space:nowrap}
tbody th{min-width:24mm}#list tbody th{min-width:40mm}
figure table{font-size:8pt}figure th,figure td{padding:1pt 4pt}
.scroll{overflow:visible}
table{font-size:9pt}th,td{padding:3pt 5pt}
section.wide{page:wide}
.matrix td{white-space:normal;font-size:8pt}.matrix thead th{width:auto;font-size:8pt}
.piece{content-visibility:visible}
details.s{content-visibility:visible;border:0;border-top:1px solid var(--line);border-radius:0;break-inside:avoid}
details.s dl{grid-template-columns:max-content 1fr max-content 1fr;font-size:9pt}
details.s>div{padding:2pt 0 6pt}
details::details-content{content-visibility:visible!important;display:block!important;height:auto!important}
details>summary{list-style:none}
.trust{grid-template-columns:1fr 1fr}
.charts{grid-template-columns:1fr 1fr}
.ev a::after{content:" (" attr(href) ")";font-size:8pt;overflow-wrap:anywhere}
a{color:inherit}
.b,.note,.matrix td,.bar *,svg.c *,.key i{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}`;

/** The page's one style sheet: ours alone, so that nothing in it is escaped. */
export function pageStyle(): string {
  const light = colours(false);
  const tones = TONE_NAMES.map(
    (name) =>
      `.${name}{background:var(--${name});color:var(--${name}-ink)}.note.${name},.find.${name}{border-color:var(--${name}-edge)}.find.${name}{background:none;color:inherit}`,
  ).join("\n");
  const series = Array.from(
    { length: SERIES_COLOURS },
    (_, at) => `.k${at}{fill:var(--s${at});background:var(--s${at})}`,
  ).join("");
  return [
    `:root{color-scheme:light dark;${light}}`,
    `@media (prefers-color-scheme:dark){:root{${colours(true)}}}`,
    SCREEN,
    tones,
    series,
    PRINT.replace("$light", () => `color-scheme:light;${light}`),
  ].join("\n");
}
