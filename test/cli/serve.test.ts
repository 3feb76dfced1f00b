import { test } from "vitest";

test.todo("serve as a real process");
