import { randomUUID } from "node:crypto";

/** The rows of the organization and the user service, which both know a person or organization by its auth id too. */
export class Directory {
  #organizations = new Map();
  #users = new Map();

  /** Stores an organization of the auth service and the row of the user who made it. */
  addOrganization(organization, user) {
    const row = {
      id: randomUUID(),
      betterAuthOrgId: organization.id,
      name: organization.name,
      logo: null,
      status: "active",
      createdAt: new Date(),
      updatedAt: new Date(),
    };
    this.#organizations.set(organization.id, row);
    // One row a user: the first organization is the row's.
    if (!this.#users.has(user.id)) {
      this.addUser(user, row.id);
    }
    return row;
  }

  addUser(user, organizationId) {
    const row = {
      id: randomUUID(),
      organizationId,
      email: user.email,
      name: user.name,
      profilePictureUrl: null,
      onboardingId: null,
      permissions: ["interactions:read", "patterns:read", "chat:read", "chat:web:read", "chat:cctv:read", "chat:social:read"],
      status: "active",
      role: "member",
      preferences: JSON.stringify({
        emailPatternAlerts: true,
        emailBillingNotices: true,
        emailTeamInvites: true,
        emailWeeklyDigest: true,
      }),
      createdAt: new Date(),
      updatedAt: new Date(),
    };
    this.#users.set(user.id, row);
    return row;
  }

  organization(authId) {
    return this.#organizations.get(authId);
  }

  user(authId) {
    return this.#users.get(authId);
  }
}
