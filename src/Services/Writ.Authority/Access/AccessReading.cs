using System.Text.Json;
using System.Text.Unicode;

namespace Writ.Authority.Access;

/// <summary>Reads bodies of access evaluation requests (AuthZEN Authorization API 1.0): strictly where two readers could differ, and ignoring members that it does not know.</summary>
internal static class AccessReading
{
    /// <summary>The most evaluations in one request.</summary>
    public const int MostItems = 100;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>What a body of the one evaluation's endpoint asks for.</summary>
    public static AccessRequest One(ReadOnlyMemory<byte> body) => Read(body, static root => Single(AccessParts.Of(root)));

    /// <summary>What a body of the endpoint of several evaluations asks for; one, where it has no list of them or an empty one.</summary>
    public static AccessRequest Several(ReadOnlyMemory<byte> body) => Read(body, Several);

    private static AccessRequest Read(ReadOnlyMemory<byte> body, Func<JsonElement, AccessRequest> read)
    {
        if (body.IsEmpty)
        {
            return Refused("it is empty");
        }

        if (!Utf8.IsValid(body.Span))
        {
            return Refused("it is not UTF-8");
        }

        try
        {
            using var document = JsonDocument.Parse(body, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement) : Refused("it is not an object");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second one is half a character in a text that was read, or in a name that was compared.
            return Refused("it is not JSON that every reader reads alike");
        }
    }

    private static AccessRequest Several(JsonElement root)
    {
        if (AccessParts.Member(root, "evaluations") is not { } evaluations)
        {
            return Single(AccessParts.Of(root));
        }

        if (evaluations.ValueKind != JsonValueKind.Array)
        {
            return Refused("`evaluations` is not an array");
        }

        var defaults = AccessParts.Of(root);
        if (evaluations.GetArrayLength() == 0)
        {
            return Single(defaults);
        }

        if (defaults.Mistyped() is { } mistyped)
        {
            return Refused($"`{mistyped}` is of another type");
        }

        if (evaluations.GetArrayLength() > MostItems)
        {
            return new AccessRequest.Refused(AccessReasons.TooMany);
        }

        if (SemanticOf(root) is not { } semantic)
        {
            return Refused("`options.evaluations_semantic` is not one of the three");
        }

        return new AccessRequest.Several([.. evaluations.EnumerateArray().Select(item => Item(item, defaults))], semantic);
    }

    private static AccessItem Item(JsonElement item, AccessParts defaults) =>
        item.ValueKind == JsonValueKind.Object ? AccessParts.Of(item).Read(defaults) : new AccessItem.Flawed(AccessReasons.Incomplete);

    // What is wrong with the one evaluation is wrong with the request, but for what only deciding finds.
    private static AccessRequest Single(AccessParts parts) =>
        parts.Mistyped() is { } mistyped ? Refused($"`{mistyped}` is of another type")
        : parts.Read(default) switch
        {
            AccessItem.Asked asked => new AccessRequest.Single(asked),
            AccessItem.Flawed flawed when flawed.Reason == AccessReasons.ArgumentTwice => new AccessRequest.Refused(flawed.Reason),
            _ => Refused("`subject`, `action` or `resource` is missing, or lacks what names it"),
        };

    private static AccessSemantic? SemanticOf(JsonElement root)
    {
        if (AccessParts.Member(root, "options") is not { } options)
        {
            return AccessSemantic.ExecuteAll;
        }

        return options.ValueKind != JsonValueKind.Object ? null
            : AccessParts.Member(options, "evaluations_semantic") is not { } semantic ? AccessSemantic.ExecuteAll
            : semantic.ValueKind != JsonValueKind.String ? null
            : semantic.GetString() switch
            {
                "execute_all" => AccessSemantic.ExecuteAll,
                "deny_on_first_deny" => AccessSemantic.DenyOnFirstDeny,
                "permit_on_first_permit" => AccessSemantic.PermitOnFirstPermit,
                _ => null,
            };
    }

    private static AccessRequest.Refused Refused(string what) => new(AccessReasons.Malformed(what));
}
