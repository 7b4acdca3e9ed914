import { Person, data } from "./person.js";

let count = 0;

/** Somebody signed in and active in an organization of their own, with an API key. */
export async function newMember(platform) {
  const number = ++count;
  const person = new Person(platform.gateway);
  const { user } = await data(
    person.client.signUp.email({ name: "Ann", email: `member${number}@acme.test`, password: "Passw0rd!123" }),
  );
  const created = await data(person.client.organization.create({ name: "Acme", slug: `member${number}` }));
  const { key } = await data(person.client.apiKey.create({ name: "platform test" }));
  const { id: organizationId } = platform.directory.organization(created.id);
  return { person, userId: user.id, organizationId, key, email: user.email };
}
