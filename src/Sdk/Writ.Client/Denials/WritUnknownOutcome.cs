using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Writ.Contracts;
using Writ.Jose;

namespace Writ.Client;

/// <summary>An action that was allowed and sent and then broke: it may have had its effect. Whoever tries it again may do it twice.</summary>
/// <param name="Code">A stable code, as in `W4014`, with a page of that name.</param>
/// <param name="Reason">What broke, one line.</param>
/// <param name="Fix">What to do now, one line.</param>
/// <param name="DecisionId">The id under which the decision stands in the ledger.</param>
public sealed record WritUnknownOutcome(string Code, string Reason, string Fix, string DecisionId)
{
    /// <summary>Finds it in JSON, where <see cref="WritDenial"/> would stand.</summary>
    public static bool TryRead(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out WritUnknownOutcome? outcome)
    {
        outcome = ClaimSet.TryParse(utf8, out var document, out _)
            && DenialReader.Find(document, "outcome") is { } found
            && found.TryGetString("outcome", out var word)
            && word == UnknownOutcomeDocument.Unknown
            && DenialReader.Texts(found) is { } texts
                ? new WritUnknownOutcome(texts.Code, texts.Reason, texts.Fix, texts.DecisionId)
                : null;
        return outcome is not null;
    }

    /// <inheritdoc cref="TryRead(ReadOnlySpan{byte}, out WritUnknownOutcome?)"/>
    public static bool TryRead(JsonElement json, [NotNullWhen(true)] out WritUnknownOutcome? outcome)
    {
        outcome = null;
        return json.ValueKind == JsonValueKind.Object && TryRead(Encoding.UTF8.GetBytes(json.GetRawText()), out outcome);
    }

    /// <summary>What happened in a line.</summary>
    public override string ToString() => $"outcome unknown: {Reason} ({Code}); what to do: {Fix} [{DecisionId}]";
}
