using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.Releases.Reading;

/// <summary>Reads one file of `intents/`.</summary>
internal static class IntentFile
{
    private const int MaxParameters = 32;
    private const int MaxParameterLength = 4096;
    private const long MostOfABudget = 1_000_000_000;

    // Words of the policy language: a parameter of such a name could not be written as `context.intent.x.in`.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal) { "true", "false", "if", "then", "else", "in", "is", "like", "has" };

    public static void Read(YamlNode.Mapping root, string file, Draft draft)
    {
        var section = new Section(root, draft.Problems, file);
        var name = section.Name("intent");
        draft.DeclareIntent(name, section.Find("intent", required: false)?.At ?? root.At);
        var purpose = section.Text("purpose");
        var owner = section.Text("owner");
        var tier = section.Word("tier", Draft.TierWords);
        var parameters = ReadParameters(section);
        var deadline = section.Duration("deadline", Intent.LongestDeadline) ?? Intent.LongestDeadline;
        var idle = section.Duration("idle", Intent.LongestDeadline);
        if (idle > deadline && section.Find("idle", required: false) is { } tooLong)
        {
            draft.Problems.Add("W1010", tooLong.At, $"`idle` is longer than the deadline `{DurationText.Write(deadline)}`", "make it shorter, or remove it");
        }

        var budget = ReadBudget(section);
        var delegation = ReadDelegation(section, draft);
        var ceiling = CeilingSection.Read(section, draft);
        section.Close();
        if (!name.IsDefault && purpose is not null && owner is not null)
        {
            draft.Intents[name] = new Intent
            {
                Name = name,
                Purpose = purpose.Value,
                Owner = owner.Value,
                Tier = tier,
                Parameters = parameters,
                Deadline = deadline,
                Idle = idle ?? (deadline < Intent.DefaultIdle ? deadline : Intent.DefaultIdle),
                Budget = budget,
                Ceiling = ceiling,
                Delegation = delegation,
            };
        }
    }

    private static ImmutableArray<IntentParameter> ReadParameters(Section intent)
    {
        var problems = intent.Problems;
        var parameters = ImmutableArray.CreateBuilder<IntentParameter>();
        var entries = intent.Entries("parameters", required: false);
        if (entries.Length > MaxParameters)
        {
            problems.Add("W1010", entries[MaxParameters].Key.At, $"more than {MaxParameters} parameters", "keep those that policies or people need");
        }

        foreach (var (key, value) in entries)
        {
            if (!ResourcePattern.IsIdentifier(key.Value) || key.Value.Length > Slug.MaxLength || Reserved.Contains(key.Value))
            {
                problems.Add("W1007", key.At, $"`{key.Value}` is not a parameter's name", "use letters, digits and `_`, beginning with a letter, and no word of the policy language");
            }

            if (Section.Of(value, $"parameter `{key.Value}`", problems) is not { } parameter)
            {
                continue;
            }

            var type = parameter.Word("type", ("string", ParameterType.String), ("long", ParameterType.Long), ("bool", ParameterType.Bool));
            var required = parameter.Truth("required") ?? false;
            var length = parameter.Number("max_length", 1, MaxParameterLength, required: false);
            if (length is not null && type is ParameterType.Long or ParameterType.Bool)
            {
                problems.Add("W1010", parameter.At, $"parameter `{key.Value}` is no string, so `max_length` says nothing", "remove `max_length`");
            }

            parameter.Close();
            parameters.Add(length is null ? new IntentParameter(key.Value, type, required) : new IntentParameter(key.Value, type, required, (int)length));
        }

        return parameters.ToImmutable();
    }

    private static DelegationRule? ReadDelegation(Section intent, Draft draft)
    {
        if (intent.Child("delegation", required: false) is not { } section)
        {
            return null;
        }

        var to = ImmutableSortedSet.CreateBuilder<Slug>();
        foreach (var item in section.List("to", mayBeEmpty: false))
        {
            if (Section.AsText(item, "an agent's name", draft.Problems) is { } text && Section.AsName(text, draft.Problems) is { IsDefault: false } agent)
            {
                draft.UseAgent(agent, text.At);
                if (!to.Add(agent))
                {
                    draft.Problems.Add("W1009", text.At, $"`delegation` names agent `{agent}` twice", "remove one of them");
                }
            }
        }

        var depth = section.Number("depth", 1, DelegationRule.MaxDepth, required: false) ?? 1;
        var fanOut = section.Number("fan_out", 1, DelegationRule.MaxFanOut, required: false) ?? DelegationRule.DefaultFanOut;
        section.Close();
        return to.Count == 0 ? null : new DelegationRule(to.ToImmutable(), (int)depth, (int)fanOut);
    }

    private static Budget ReadBudget(Section intent)
    {
        if (intent.Child("budget", required: true) is not { } section)
        {
            return default;
        }

        var calls = section.Number("calls", 0, MostOfABudget, required: true) ?? 0;
        var writes = section.Number("writes", 0, MostOfABudget, required: false) ?? 0;
        var egress = section.Number("egress", 0, MostOfABudget, required: false) ?? 0;
        section.Close();
        return new Budget(calls, writes, egress);
    }
}
