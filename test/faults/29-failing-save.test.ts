import { test } from "vitest";

test.todo("29");
