/** Capital City College Group as the policy names it (policy of 23 November 2022, § 1). Hashtags are the settings' to add. */
export const DEFAULT_ORGANISATIONS = [
  organisation("cccg", "Capital City College Group", "CCCG"),
  organisation("ccct", "Capital City College Training", "CCCT"),
  organisation("ci", "City and Islington College", "City & Islington"),
  organisation("conel", "The College of Haringey, Enfield and North East London", "CONEL"),
  organisation("wkc", "Westminster Kingsway College", "Westminster Kingsway"),
];

function organisation(id: string, name: string, shortName: string) {
  return { id, name, short_name: shortName, hashtags: [], closures: [] };
}
