using System.Collections.Immutable;
using System.Globalization;
using Writ.Domain;

namespace Writ.Authority.Releases.Reading;

/// <summary>Reads an intent's ceiling: the entries of its widest scope.</summary>
internal static class CeilingSection
{
    public static Scope Read(Section intent, Draft draft)
    {
        var entries = ImmutableArray.CreateBuilder<ScopeEntry>();
        foreach (var item in intent.List("ceiling", mayBeEmpty: true))
        {
            if (Section.Of(item, "an entry of `ceiling`", draft.Problems) is { } entry)
            {
                entries.Add(ReadEntry(entry, draft));
            }
        }

        return new Scope(entries.ToImmutable());
    }

    private static ScopeEntry ReadEntry(Section entry, Draft draft)
    {
        var problems = draft.Problems;
        var actions = ImmutableArray.CreateBuilder<ActionPattern>();
        foreach (var item in entry.List("actions"))
        {
            if (Section.AsText(item, "an action", problems) is not { } text)
            {
                continue;
            }

            if (ActionPattern.TryParse(text.Value, out var action))
            {
                actions.Add(action);
                draft.UseServer(action.Server, text.At);
            }
            else
            {
                problems.Add("W1015", text.At, $"`{text.Value}` is not an action", "write `server/tool`, or `server/*` for all of a server's tools");
            }
        }

        var resources = ImmutableArray.CreateBuilder<ResourcePattern>();
        var named = entry.Find("resources", required: false) is not null;
        foreach (var item in named ? entry.List("resources") : [])
        {
            if (Section.AsText(item, "a resource", problems) is not { } text)
            {
                continue;
            }

            if (ResourcePattern.TryParse(text.Value, out var resource))
            {
                resources.Add(resource);
            }
            else
            {
                problems.Add("W1015", text.At, $"`{text.Value}` is not a resource", "write `Type`, `Type::id`, or \"*\" for every resource");
            }
        }

        var constraints = ImmutableSortedDictionary.CreateBuilder<string, Constraint>(StringComparer.Ordinal);
        foreach (var (key, value) in entry.Entries("arguments", required: false))
        {
            if (ReadConstraint(key, value, problems) is { } constraint)
            {
                constraints[key.Value] = constraint;
            }
        }

        entry.Close();
        return new ScopeEntry(actions.ToImmutable(), named ? resources.ToImmutable() : [ResourcePattern.Any], constraints.ToImmutable());
    }

    private static Constraint? ReadConstraint(YamlNode.Scalar key, YamlNode value, Problems problems)
    {
        if (Section.Of(value, $"argument `{key.Value}`", problems) is not { } section)
        {
            return null;
        }

        var below = section.Text("below", required: false);
        var like = section.Text("like", required: false);
        var network = section.Text("network", required: false);
        var atLeast = section.Number("at_least", long.MinValue, long.MaxValue, required: false);
        var atMost = section.Number("at_most", long.MinValue, long.MaxValue, required: false);
        var named = section.Find("one_of", required: false) is not null;
        var oneOf = named ? section.List("one_of") : [];
        section.Close();
        bool[] said = [below is not null, like is not null, network is not null, (atLeast ?? atMost) is not null, named];
        if (said.Count(static s => s) != 1)
        {
            problems.Add(
                "W1015", section.At, $"argument `{key.Value}` needs exactly one of `one_of`, `below`, `like`, `network`, and `at_least` with or without `at_most`", "keep one; make two entries of `ceiling` for alternatives");
            return null;
        }

        return below is not null ? ReadBelow(below, problems)
            : like is not null ? ReadLike(like, problems)
            : network is not null ? ReadNetwork(network, problems)
            : named ? ReadOneOf(oneOf, problems)
            : ReadBetween(key, section, atLeast ?? long.MinValue, atMost ?? long.MaxValue);
    }

    private static Constraint.Between? ReadBetween(YamlNode.Scalar key, Section section, long least, long most)
    {
        if (least <= most)
        {
            return new Constraint.Between(least, most);
        }

        section.Problems.Add("W1015", section.At, $"no number is what argument `{key.Value}` has to be", "let `at_least` be no more than `at_most`");
        return null;
    }

    private static Constraint.Below? ReadBelow(YamlNode.Scalar below, Problems problems)
    {
        var path = new Constraint.Below(below.Value);
        if (path.Allows(below.Value))
        {
            return path;
        }

        problems.Add("W1015", below.At, $"`{below.Value}` is not a plain path", "write it without empty, `.` or `..` segments and without a slash at its end");
        return null;
    }

    private static Constraint.Like? ReadLike(YamlNode.Scalar like, Problems problems)
    {
        if (like.Value.Length <= Constraint.Like.MaxLength && PlainPath.IsVisible(like.Value))
        {
            return new Constraint.Like(like.Value);
        }

        problems.Add("W1015", like.At, "`like` is too long, or holds a character that is not to be seen", $"write at most {Constraint.Like.MaxLength} visible characters, with `*` for any run of them");
        return null;
    }

    private static Constraint.InNetwork? ReadNetwork(YamlNode.Scalar network, Problems problems)
    {
        if (Constraint.InNetwork.Read(network.Value) is { } read)
        {
            return read;
        }

        problems.Add("W1015", network.At, $"`{network.Value}` is not a network", "write it like `10.0.0.0/8` or `2001:db8::/32`, with no bit set behind the prefix");
        return null;
    }

    private static Constraint.OneOf ReadOneOf(IEnumerable<YamlNode> oneOf, Problems problems)
    {
        var values = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var item in oneOf)
        {
            if (Form(item) is { } form)
            {
                values.Add(form);
            }
            else
            {
                problems.Add("W1006", item.At, $"a value of `one_of` is {item.What}", "write text, a whole number, or true or false");
            }
        }

        return new Constraint.OneOf(values.ToImmutable());
    }

    // The same form that an argument's JSON value has when it is compared.
    private static string? Form(YamlNode node) => node switch
    {
        YamlNode.Scalar { IsNothing: true } => null,
        YamlNode.Scalar { IsTruth: true } truth => truth.Value[0] is 't' or 'T' ? "true" : "false",
        YamlNode.Scalar { IsNumber: true } number => long.TryParse(number.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? new ParameterValue.Number(whole).Form : null,
        YamlNode.Scalar text => text.Value,
        _ => null,
    };
}
