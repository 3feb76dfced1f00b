import { expect, test } from "vitest";
import { readYaml } from "../../src/settings/yaml.ts";

/** What is wrong with a text, as `line: what`. */
function mistakesOf(content: string): readonly string[] {
  const read = readYaml(content);
  return "mistakes" in read ? read.mistakes.map(({ line, says }) => `${line}: ${says}`) : [];
}

test.each<[claim: string, content: string, mistake: string]>([
  [
    "text that is not YAML",
    "mail: [\n",
    "2: this is not YAML: the line is indented by too few or too many spaces, or a bracket before it is not closed",
  ],
  ["a tab", "mail:\n\tfrom: a@college.ac.uk\n", "2: this is not YAML: a tab stands where spaces belong"],
  [
    "a colon in a value",
    "closures:\n  - { from: 2026-12-24, to: 2026-12-31, name: x }\nmail:\n  from: Audit: a@college.ac.uk\n",
    "4: this is not YAML: a value that holds a colon and a space must stand in quotes",
  ],
  [
    "a star in front of a value",
    "group: cccg\ntimezone: *london\n",
    "2: a value that begins with * stands for another one that is not there; put it in quotes",
  ],
  [
    "a section that stands twice, since the example was put above the empty one, names both lines",
    "closures:\n  - { from: 2026-12-24, to: 2027-01-01, name: Christmas }\n\nclosures: []\n",
    "4: the key closures stands here for the second time, first in line 1; keep one of the two",
  ],
  [
    "a key that stands twice within an entry names both lines",
    "closures:\n  - from: 2026-12-24\n    to: 2027-01-01\n    name: Christmas\n    from: 2027-03-26\n",
    "5: the key from stands here for the second time, first in line 2; keep one of the two",
  ],
])("%s", (_claim, content, mistake) => {
  expect(mistakesOf(content)).toEqual([expect.stringContaining(mistake)]);
});

test("every key that stands twice is told at once", () => {
  expect(mistakesOf("group: a\nmail:\n  from: b\n  from: c\ngroup: d\n")).toEqual([
    expect.stringMatching(/^4: the key from .* first in line 3;/u),
    expect.stringMatching(/^5: the key group .* first in line 1;/u),
  ]);
});

test("a value's line is its own, and that of its nearest parent where it is not there", () => {
  const read = readYaml("group: a\nmail:\n  from: b\n");
  if ("mistakes" in read) throw new Error("it is YAML");
  expect([read.lineOf(["mail", "from"]), read.lineOf(["mail", "to"])]).toEqual([3, 2]);
});
