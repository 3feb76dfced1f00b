export * from "./register.ts";
export * from "./readings.ts";
export * from "./learners.ts";
export * from "./runs.ts";
export * from "./findings.ts";
export * from "./spend.ts";
export * from "./mail.ts";
