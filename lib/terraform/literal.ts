/** Text that Terraform is to take as it stands: what would begin a template in it is escaped. Source: Terraform language, strings. */
export function literal(text: string): string {
  return text.replaceAll(/[$%]\{/g, (opening) => `${opening.charAt(0)}${opening}`);
}
