import { test } from "vitest";

test.todo("24");
