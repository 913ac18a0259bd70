using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Writ.Contracts;
using Writ.Jose;

namespace Writ.Client;

/// <summary>Writ's refusal of an action: why, and the smallest change that would let it pass. Meant for the model that asked as much as for people.</summary>
/// <param name="Verdict">Whether it was refused, or waits for a human.</param>
/// <param name="Code">A stable code, as in `W3107`, with a page of that name.</param>
/// <param name="Rule">The policy or law that spoke.</param>
/// <param name="Reason">Why, one line.</param>
/// <param name="Fix">What would let it pass, one line.</param>
/// <param name="DecisionId">The id under which the refusal stands in the ledger.</param>
/// <remarks>What a tool's server answers passes through Writ, so a server can write something that looks like this. It can only feign a refusal, never an allowance.</remarks>
public sealed record WritDenial(DenialVerdict Verdict, string Code, string Rule, string Reason, string Fix, string DecisionId)
{
    /// <summary>
    /// Finds the denial in JSON: a whole MCP answer, a result or an error of one, the `_meta` of a result, or the denial itself. False for whatever holds none, for JSON with a
    /// name twice, and for more than 64 KiB.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out WritDenial? denial)
    {
        denial = ClaimSet.TryParse(utf8, out var document, out _) ? Of(document) : null;
        return denial is not null;
    }

    /// <inheritdoc cref="TryRead(ReadOnlySpan{byte}, out WritDenial?)"/>
    public static bool TryRead(JsonElement json, [NotNullWhen(true)] out WritDenial? denial)
    {
        denial = null;
        return json.ValueKind == JsonValueKind.Object && TryRead(Encoding.UTF8.GetBytes(json.GetRawText()), out denial);
    }

    /// <summary>The approval that a human is asked for, as in `apr_01…`; null when none is. The identical call may be tried again: it runs once they said yes.</summary>
    public string? Approval { get; init; }

    /// <summary>The refusal in a line that a model can act on.</summary>
    public override string ToString() => $"{Reason} ({Code}, {Rule}); what would let it pass: {Fix} [{DecisionId}]";

    private static WritDenial? Of(ClaimSet document)
    {
        if (DenialReader.Find(document, "decision") is not { } found || DenialReader.Texts(found) is not { } texts)
        {
            return null;
        }

        var verdict = found.TryGetString("decision", out var word) ? word switch
        {
            DenialDocument.Deny => DenialVerdict.Deny,
            DenialDocument.StepUp => DenialVerdict.StepUp,
            _ => DenialVerdict.None,
        } : DenialVerdict.None;
        return verdict is DenialVerdict.None ? null : new WritDenial(verdict, texts.Code, texts.Rule, texts.Reason, texts.Fix, texts.DecisionId)
        {
            Approval = found.TryGetString("approval", out var approval) && DenialReader.IsApproval(approval) ? approval : null,
        };
    }
}
