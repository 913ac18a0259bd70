using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>Compares the servers, the secrets that they are given, and what the catalogue says of their tools. Values that may be secret are compared, and never told.</summary>
internal static class ServerChanges
{
    public static void Find(Release before, Release after, ChangeList changes)
    {
        changes.Named("server", before.Servers, after.Servers, (subject, old, @new) =>
        {
            changes.Members(subject, "is given secret", "is given no more secret", old.Secrets, @new.Secrets);
            switch (old, @new)
            {
                case (ServerRegistration.Stdio was, ServerRegistration.Stdio @is):
                    changes.SameList(subject, "command", was.Command, @is.Command);
                    changes.Same(subject, "folder", was.Directory, @is.Directory);
                    changes.SameList(subject, "environment", was.Environment, @is.Environment);
                    Uses(subject, was.SecretEnvironment, @is.SecretEnvironment, changes);
                    break;
                case (ServerRegistration.Http was, ServerRegistration.Http @is):
                    changes.Same(subject, "address", was.Endpoint, @is.Endpoint);
                    changes.SameList(subject, "headers", was.Headers, @is.Headers);
                    Uses(subject, was.SecretHeaders, @is.SecretHeaders, changes);
                    break;
                default:
                    changes.Add(subject, "is reached in another way", ReleaseWeight.Undecided);
                    break;
            }
        });
        changes.Named("secret", before.Secrets, after.Secrets, (subject, old, @new) =>
        {
            if (old is SecretSource.Command was && @new is SecretSource.Command @is)
            {
                changes.SameList(subject, "source", was.Words, @is.Words);
            }
            else
            {
                changes.Same(subject, "source", old, @new);
            }
        });
        Catalogue(before.Catalogue, after.Catalogue, changes);
    }

    // That a secret is given, or no more, is told by name; here is where in the connection it goes.
    private static void Uses(string subject, ImmutableSortedDictionary<string, SecretUse> before, ImmutableSortedDictionary<string, SecretUse> after, ChangeList changes)
    {
        foreach (var secret in before.Values.Concat(after.Values).Select(static use => use.Secret).Distinct().Order())
        {
            var old = before.Where(use => use.Value.Secret == secret).ToList();
            var @new = after.Where(use => use.Value.Secret == secret).ToList();
            if (old.Count > 0 && @new.Count > 0)
            {
                changes.SameList(subject, $"the place of secret `{secret}`", old, @new);
            }
        }
    }

    // Policies permit and forbid by effects and resources, so a class more or less may do either.
    private static void Catalogue(ImmutableDictionary<ActionName, ToolClass> before, ImmutableDictionary<ActionName, ToolClass> after, ChangeList changes)
    {
        foreach (var name in before.Keys.Union(after.Keys).OrderBy(static n => n.ToString(), StringComparer.Ordinal))
        {
            var subject = $"tool `{name}`";
            if (!before.TryGetValue(name, out var old))
            {
                changes.Add(subject, $"classified: {after[name].Effects.ToString().ToLowerInvariant()}", ReleaseWeight.Undecided);
            }
            else if (!after.TryGetValue(name, out var @new))
            {
                changes.Add(subject, "classified no more", ReleaseWeight.Undecided);
            }
            else
            {
                if (old.Effects != @new.Effects)
                {
                    changes.Add(subject, $"effects: {old.Effects.ToString().ToLowerInvariant()} becomes {@new.Effects.ToString().ToLowerInvariant()}", ReleaseWeight.Undecided);
                }

                changes.Same(subject, "resource", Text(old.Resource), Text(@new.Resource));
            }
        }
    }

    private static (string Type, string Argument, string Template, string Id)? Text(ResourceTemplate? template) =>
        template is null ? null : (template.Type, template.Argument, template.Template, template.Id);
}
