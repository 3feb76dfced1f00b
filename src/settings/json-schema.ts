import { z } from "zod";
import { SettingsSchema } from "./schema.ts";

export type Field = z.core.JSONSchema.JSONSchema;
type Loose = Field | boolean | readonly (Field | boolean)[] | undefined;

/** The field table in a form that can be walked. */
export const settingsFields = (): Field => z.toJSONSchema(SettingsSchema, { io: "input" });

const asField = (schema: Loose): Field | undefined =>
  typeof schema === "object" && !isList(schema) ? schema : undefined;

function isList(schema: Field | readonly (Field | boolean)[]): schema is readonly (Field | boolean)[] {
  return Array.isArray(schema);
}

/** The keys of a section; of one that may be null, those of its filled form. */
export function keysOf(field: Field | undefined): [name: string, field: Field][] {
  const filled = field?.anyOf?.find((each) => each.properties !== undefined) ?? field;
  return Object.entries(filled?.properties ?? {}).flatMap(([name, each]) => {
    const inner = asField(each);
    return inner === undefined ? [] : [[name, inner]];
  });
}

/** What every entry of a list, or of a section under names of one's own, is made of. */
export function entriesOf(field: Field | undefined): Field | undefined {
  return asField(field?.items) ?? asField(field?.additionalProperties);
}
