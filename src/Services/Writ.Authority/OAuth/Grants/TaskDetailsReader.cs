using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Writ.Authority.Tokens;
using Writ.Contracts;
using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.OAuth.Grants;

/// <summary>
/// Reads `authorization_details` (RFC 9396 §2): one entry of one type, nothing unknown in it at any depth, everything bounded. What a scope says is written as in an
/// intent's ceiling.
/// </summary>
internal static class TaskDetailsReader
{
    /// <summary>The most characters that are read.</summary>
    public const int MaxLength = 16 * 1024;

    private const int MaxListed = 64;
    private const int MaxText = 1024;
    private const int MaxGoal = 8192;
    private const string Name = "authorization_details";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads them, or says what is wrong with them.</summary>
    public static TaskDetailsReading Read(string json, TokenOptions options)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(options);
        if (json.Length > MaxLength)
        {
            return new TaskDetailsReading.Refused(TaskDetailsFault.TooLong);
        }

        // As the one member of an object, so that the strict reader of objects judges every depth. Whatever closes that member early leaves two, or no JSON.
        byte[] bytes;
        try
        {
            bytes = Strict.GetBytes($"{{\"{Name}\":{json}}}");
        }
        catch (EncoderFallbackException)
        {
            return new TaskDetailsReading.Refused(TaskDetailsFault.NotJson);
        }

        if (!ClaimSet.TryParse(bytes, out var claims, out var refusal))
        {
            return new TaskDetailsReading.Refused(refusal switch
            {
                JoseRefusal.DuplicateMember => TaskDetailsFault.Duplicate,
                JoseRefusal.TooDeep => TaskDetailsFault.TooDeep,
                JoseRefusal.TooLong => TaskDetailsFault.TooLong,
                _ => TaskDetailsFault.NotJson,
            });
        }

        if (claims.Names.Count != 1 || !claims.TryGetJson(Name, out var value))
        {
            return new TaskDetailsReading.Refused(TaskDetailsFault.NotJson);
        }

        using var document = JsonDocument.Parse(value);
        return document.RootElement is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() == 1 && array[0].ValueKind == JsonValueKind.Object
            ? ReadEntry(array[0], options)
            : new TaskDetailsReading.Refused(TaskDetailsFault.NotOneEntry);
    }

    private static TaskDetailsReading ReadEntry(JsonElement entry, TokenOptions options)
    {
        if (!entry.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || !type.ValueEquals(TaskDetailsDocument.TypeName))
        {
            return new TaskDetailsReading.Refused(TaskDetailsFault.Type);
        }

        var (details, fault) = (new TaskDetails { Intent = "" }, TaskDetailsFault.None);
        ImmutableArray<ActionPattern> actions = [];
        ImmutableArray<ResourcePattern> resources = [];
        ImmutableSortedDictionary<string, Constraint>? arguments = null;
        foreach (var member in entry.EnumerateObject())
        {
            switch (member.Name)
            {
                case "type":
                    break;
                case "intent" when Text(member.Value, Slug.MaxLength) is { } intent && Slug.TryParse(intent, null, out _):
                    details = details with { Intent = intent };
                    break;
                case "parameters" when TaskDetailsParts.Parameters(member.Value) is { } parameters:
                    details = details with { Parameters = parameters };
                    break;
                case "goal" when Text(member.Value, MaxGoal) is { } goal:
                    details = details with { Goal = goal };
                    break;
                case "actions" when TaskDetailsParts.Listed<ActionPattern>(member.Value, MaxListed, ActionPattern.TryParse) is { IsEmpty: false } listed:
                    actions = listed;
                    break;
                case "resources" when TaskDetailsParts.Listed<ResourcePattern>(member.Value, MaxListed, ResourcePattern.TryParse) is { IsEmpty: false } listed:
                    resources = listed;
                    break;
                case "arguments" when TaskDetailsParts.Arguments(member.Value) is { } limits:
                    arguments = limits;
                    break;
                case "lifetime" when Whole(member.Value, 1, 3600) is { } seconds:
                    details = details with { Lifetime = TimeSpan.FromSeconds(seconds) };
                    break;
                case "uses" when Whole(member.Value, 1, 1000) is { } uses:
                    details = details with { Uses = (int)uses };
                    break;
                case "delegation" when TaskDetailsParts.Delegation(member.Value) is { } delegation:
                    details = details with { Depth = delegation.Depth, Delegate = delegation.To };
                    break;
                case "locations" when AreHere(member.Value, options):
                    break;
                default:
                    fault = FaultOf(member.Name);
                    break;
            }

            if (fault is not TaskDetailsFault.None)
            {
                return new TaskDetailsReading.Refused(fault);
            }
        }

        if (details.Intent.Length == 0)
        {
            return new TaskDetailsReading.Refused(TaskDetailsFault.Intent);
        }

        if (actions.IsEmpty)
        {
            return resources.IsEmpty && arguments is null ? new TaskDetailsReading.Read(details) : new TaskDetailsReading.Refused(TaskDetailsFault.ActionsMissing);
        }

        var line = new ScopeEntry(actions, resources.IsEmpty ? [ResourcePattern.Any] : resources, arguments ?? ImmutableSortedDictionary<string, Constraint>.Empty);
        return new TaskDetailsReading.Read(details with { Scope = new Scope([line]) });
    }

    /// <summary>A text that is not empty and at most so long; null when it is none.</summary>
    internal static string? Text(JsonElement value, int most) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && text.Length <= most ? text : null;

    /// <summary>A whole number within bounds; null when it is none.</summary>
    internal static long? Whole(JsonElement value, long least, long most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most ? number : null;

    private static bool AreHere(JsonElement value, TokenOptions options) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is > 0 and <= MaxListed
        && value.EnumerateArray().All(place => Text(place, MaxText) is { } text && options.IsTarget(text));

    // A known member comes here when its value is wrong.
    private static TaskDetailsFault FaultOf(string member) => member switch
    {
        "intent" => TaskDetailsFault.Intent,
        "parameters" => TaskDetailsFault.Parameters,
        "goal" => TaskDetailsFault.Goal,
        "actions" => TaskDetailsFault.Actions,
        "resources" => TaskDetailsFault.Resources,
        "arguments" => TaskDetailsFault.Arguments,
        "lifetime" => TaskDetailsFault.Lifetime,
        "uses" => TaskDetailsFault.Uses,
        "delegation" => TaskDetailsFault.Delegation,
        "locations" => TaskDetailsFault.Locations,
        _ => TaskDetailsFault.UnknownMember,
    };
}
