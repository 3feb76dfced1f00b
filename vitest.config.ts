import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/global-setup.ts"],
    pool: "forks",
    // Half of the time went into loading the same modules anew for each file. A file that changes its process is to put it back.
    isolate: false,
    maxWorkers: 2,
    // A night takes a second or two; on a busy machine it may take many.
    testTimeout: 90_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
});
