import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorkplace, type Workplace } from "./support.ts";

let place: Workplace;
beforeAll(async () => {
  place = await openWorkplace();
});
afterAll(() => place.close());

const ARGS = ["--as-of", "2026-01-31", "--enrolled", "1000"];
const answer = (text: string) => ({ promptHidden: () => Promise.resolve(text) });

test("nobody is called unknown by a word that no learner can be known by, or beyond the platform that was looked at", async () => {
  const file = place.file("forms.csv", "platform,handle\nx,planted_f\ninstagram,planted.f\n");
  await place.run(["learners", "import", file, ...ARGS, "--list", "forms"]);
  for (const command of ["find", "erase"]) {
    const ran = await place.run(["learners", command], answer("name:planted_f"));
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toMatch(/^that is neither a handle, an id nor a profile's address\n/u);
  }
  const onX = await place.run(["learners", "erase"], answer("planted.f"));
  expect(onX.stderr).toMatch(/say --platform where it is not X/u);
  const elsewhere = await place.run(["learners", "erase"], answer("tiktok:planted.f"));
  expect(elsewhere.stdout).toMatch(/^Not in the index by that name on TikTok: nothing was erased\.\n→/u);
  expect((await place.run(["learners", "erase"], answer("instagram:@planted.f"))).stdout).toMatch(
    /^Erased: 1 entry/u,
  );
});
