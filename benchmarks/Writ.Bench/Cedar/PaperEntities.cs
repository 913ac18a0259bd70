using System.Collections.Immutable;
using System.Globalization;
using Writ.Cedar.Entities;
using Writ.Cedar.Values;

namespace Writ.Bench.Cedar;

/// <summary>
/// The entities of the Cedar paper's three applications, drawn as the paper describes: so many of each type, any two that may be connected are so with
/// a chance of one in twenty, and groups nest only in earlier ones, so that there is no circle.
/// </summary>
internal static class PaperEntities
{
    private const double Connected = 0.05;

    /// <summary>Users, groups, documents and folders; what a user or group may see is a view above what is seen.</summary>
    public static IEnumerable<Entity> Drive(int count, Random chance)
    {
        var members = Enumerable.Range(0, count).Select(static _ => new List<int>()).ToArray();
        for (var user = 0; user < count; user++)
        {
            var groups = Some("Group", "group_", count, chance);
            foreach (var group in groups)
            {
                members[int.Parse(group.Id.AsSpan("group_".Length), CultureInfo.InvariantCulture)].Add(user);
            }

            var view = Uid("View", "user_", user);
            yield return new Entity(view);
            yield return new Entity(
                Uid("User", "user_", user),
                CedarRecord.Of(
                    ("documentsAndFoldersWithViewAccess", view),
                    ("ownedDocuments", SetOf(Some("Document", "doc_", count, chance))),
                    ("ownedFolders", SetOf(Some("Folder", "folder_", count, chance)))),
                groups);
        }

        for (var group = 0; group < count; group++)
        {
            yield return new Entity(Uid("Group", "group_", group));
            yield return new Entity(Uid("View", "group_", group), parents: [.. members[group].Select(static user => Uid("View", "user_", user))]);
        }

        for (var document = 0; document < count; document++)
        {
            yield return new Entity(Uid("Document", "doc_", document), CedarRecord.Of(("isPublic", chance.Next(2) == 0)), [.. Some("Folder", "folder_", count, chance), .. Views(count, chance)]);
        }

        for (var folder = 0; folder < count; folder++)
        {
            yield return new Entity(Uid("Folder", "folder_", folder), parents: [.. Some("Folder", "folder_", folder, chance), .. Views(count, chance)]);
        }
    }

    /// <summary>Repositories, users, teams and organisations; a permission is an entity above those who have it.</summary>
    public static IEnumerable<Entity> Hub(int count, Random chance)
    {
        for (var organization = 0; organization < count; organization++)
        {
            var name = $"org_{organization}";
            yield return new Entity(Uid("Organization", "org_", organization), Permissions("OrgPermission", name, OrganizationRoles), Roles("OrgPermission", "org_", count, OrganizationRoles, chance));
            foreach (var role in OrganizationRoles)
            {
                yield return new Entity(EntityUid.Of("OrgPermission", $"{name}_{role}"));
            }
        }

        for (var repository = 0; repository < count; repository++)
        {
            var name = $"repo_{repository}";
            var attributes = Permissions("RepoPermission", name, RepositoryRoles, ("owner", Uid("Organization", "org_", chance.Next(count))));
            yield return new Entity(Uid("Repository", "repo_", repository), attributes);
            foreach (var role in RepositoryRoles)
            {
                yield return new Entity(EntityUid.Of("RepoPermission", $"{name}_{role}"));
            }
        }

        for (var team = 0; team < count; team++)
        {
            yield return new Entity(Uid("Team", "team_", team), parents: [.. Some("Team", "team_", team, chance), .. Roles("RepoPermission", "repo_", count, RepositoryRoles, chance)]);
        }

        for (var user = 0; user < count; user++)
        {
            yield return new Entity(Uid("User", "user_", user), parents:
            [
                .. Roles("RepoPermission", "repo_", count, RepositoryRoles, chance),
                .. Some("Team", "team_", count, chance),
                .. Some("Organization", "org_", count, chance),
                .. Roles("OrgPermission", "org_", count, OrganizationRoles, chance),
            ]);
        }
    }

    /// <summary>Users, teams and lists of tasks, all in one application.</summary>
    public static IEnumerable<Entity> Todo(int count, Random chance)
    {
        var application = EntityUid.Of("Application", "TinyTodo");
        yield return new Entity(application);
        for (var user = 0; user < count; user++)
        {
            yield return new Entity(Uid("User", "user_", user), parents: [.. Some("Team", "team_", count, chance), application]);
        }

        for (var team = 0; team < count; team++)
        {
            yield return new Entity(Uid("Team", "team_", team), parents: [.. Some("Team", "team_", team, chance), application]);
        }

        for (var list = 0; list < count; list++)
        {
            yield return new Entity(
                Uid("List", "list_", list),
                CedarRecord.Of(
                    ("name", $"list_{list}"),
                    ("owner", Uid("User", "user_", chance.Next(count))),
                    ("readers", Uid("Team", "team_", chance.Next(count))),
                    ("editors", Uid("Team", "team_", chance.Next(count))),
                    ("tasks", CedarSet.Of([.. Enumerable.Range(0, chance.Next(51)).Select(_ => (CedarValue)Work(chance))]))),
                [application]);
        }
    }

    private static string[] OrganizationRoles { get; } = ["readers", "writers", "admins"];

    private static string[] RepositoryRoles { get; } = ["readers", "triagers", "writers", "maintainers", "admins"];

    private static CedarRecord Work(Random chance) =>
        CedarRecord.Of(("name", $"task_{chance.Next(1, 1_000_001)}"), ("id", (long)chance.Next(1, 1_000_001)), ("state", chance.Next(2) == 0 ? "Checked" : "Unchecked"));

    private static CedarRecord Permissions(string type, string name, string[] roles, params ReadOnlySpan<(string, CedarValue)> others)
    {
        List<(string, CedarValue)> fields = [.. others];
        fields.AddRange(roles.Select(role => (role, (CedarValue)EntityUid.Of(type, $"{name}_{role}"))));
        return CedarRecord.Of([.. fields]);
    }

    private static ImmutableArray<EntityUid> Roles(string type, string prefix, int count, string[] roles, Random chance) =>
        [.. Enumerable.Range(0, count).Where(_ => chance.NextDouble() < Connected).Select(number => EntityUid.Of(type, $"{prefix}{number}_{roles[chance.Next(roles.Length)]}"))];

    private static IEnumerable<EntityUid> Views(int count, Random chance) => Some("View", "user_", count, chance).Concat(Some("View", "group_", count, chance));

    private static ImmutableArray<EntityUid> Some(string type, string prefix, int count, Random chance) =>
        [.. Enumerable.Range(0, count).Where(_ => chance.NextDouble() < Connected).Select(number => Uid(type, prefix, number))];

    private static CedarValue SetOf(ImmutableArray<EntityUid> entities) => CedarSet.Of([.. entities.Select(static entity => (CedarValue)entity)]);

    private static EntityUid Uid(string type, string prefix, int number) => EntityUid.Of(type, string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}"));
}
