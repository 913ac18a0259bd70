using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>
/// How one string argument names a resource: `customers/{customer}/cases/{case}/**` makes `customers/acme/cases/42/notes.txt` the resource `Case::"42"`
/// with `customer` "acme". A variable stands for exactly one path segment; a last `**` for one or more. What does not fit names nothing.
/// </summary>
public sealed record ResourceTemplate
{
    private readonly ImmutableArray<string> segments;

    private ResourceTemplate(string type, string argument, string template, string id, ImmutableArray<string> segments)
    {
        Type = type;
        Argument = argument;
        Template = template;
        Id = id;
        this.segments = segments;
    }

    /// <summary>The resource's entity type.</summary>
    public string Type { get; }

    /// <summary>The argument's name, a member of the top-level object of arguments.</summary>
    public string Argument { get; }

    /// <summary>The template's text.</summary>
    public string Template { get; }

    /// <summary>The variable that is the resource's id.</summary>
    public string Id { get; }

    /// <summary>Reads a template; null and the problem when it is not one.</summary>
    public static ResourceTemplate? Read(string type, string argument, string template, string id, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(template);
        problem = null;
        var parts = template.Split('/').ToImmutableArray();
        var variables = parts.Where(IsVariable).Select(static s => s[1..^1]).ToImmutableArray();
        if (!ResourcePattern.IsIdentifier(type))
        {
            problem = $"`{type}` is not a type's name: use letters, digits and `_`, beginning with a letter";
        }
        else if (ResourceRef.IsOwn(type))
        {
            problem = $"`{type}` is a type of Writ's own: choose another name";
        }
        else if (parts.Any(static s => s.Length == 0 || s is "." or ".." || (s.Contains('{', StringComparison.Ordinal) && !IsVariable(s))))
        {
            problem = $"`{template}` is not a template: each segment is plain text, one `{{variable}}`, or a last `**`";
        }
        else if (parts.IndexOf("**") is var stars && stars >= 0 && stars != parts.Length - 1)
        {
            problem = $"`{template}` has `**` before its end";
        }
        else if (variables.Any(static v => !ResourcePattern.IsIdentifier(v)) || variables.Distinct(StringComparer.Ordinal).Count() != variables.Length)
        {
            problem = $"`{template}` names a variable twice, or by something that is not an identifier";
        }
        else if (!variables.Contains(id, StringComparer.Ordinal))
        {
            problem = $"`{template}` has no variable `{{{id}}}` to be the id";
        }

        return problem is null ? new ResourceTemplate(type, argument, template, id, parts) : null;
    }

    /// <summary>The resource that a value of the argument names; null when it does not fit the template exactly, or is written in a way that a server could read differently.</summary>
    public ResourceRef? Match(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        // A path that is not plain would let the server walk to somewhere the template did not see.
        if (!PlainPath.IsPlain(value))
        {
            return null;
        }

        var parts = value.Split('/');
        var open = segments[^1] is "**";
        if (open ? parts.Length < segments.Length : parts.Length != segments.Length)
        {
            return null;
        }

        var found = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < parts.Length; i++)
        {
            if (open && i >= segments.Length - 1)
            {
                break;
            }

            if (IsVariable(segments[i]))
            {
                found[segments[i][1..^1]] = parts[i];
            }
            else if (!string.Equals(segments[i], parts[i], StringComparison.Ordinal))
            {
                return null;
            }
        }

        var id = found[Id];
        found.Remove(Id);
        return new ResourceRef(Type, id, found.ToImmutable());
    }

    /// <summary>The one value of the argument that names the resource of this id; null when the template has another variable or an open end, or the id does not fit into it.</summary>
    public string? ValueOf(string id)
    {
        if (segments[^1] is "**" || segments.Count(IsVariable) != 1)
        {
            return null;
        }

        var value = string.Join('/', segments.Select(s => IsVariable(s) ? id : s));
        return string.Equals(Match(value)?.Id, id, StringComparison.Ordinal) ? value : null;
    }

    private static bool IsVariable(string segment) => segment.Length > 2 && segment[0] == '{' && segment[^1] == '}' && segment.AsSpan(1).IndexOf('{') < 0;
}
