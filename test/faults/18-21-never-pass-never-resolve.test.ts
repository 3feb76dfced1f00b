import { test } from "vitest";

test.todo("18 19 20 21");
