using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Writ.Domain;

namespace Writ.Ledger;

/// <summary>Reads an entry's canonical bytes by the names of their members, so that entries of kinds to come are told too.</summary>
internal static class EntryReading
{
    private static readonly ImmutableArray<string> Envelope = ["v", "id", "at", "kind", "task", "decision", "verdict", "codes", "outcome"];

    /// <summary>The line of an entry; one that says so when it cannot be read.</summary>
    public static LedgerLine Read(StoredEntry entry)
    {
        try
        {
            using var document = JsonDocument.Parse(entry.Bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(entry.Index, document.RootElement) : Unreadable(entry);
        }
        catch (JsonException)
        {
            return Unreadable(entry);
        }
    }

    private static LedgerLine Unreadable(StoredEntry entry) => new(entry.Index, "", "unreadable", "", "these bytes are no entry", "", "", [], "");

    private static LedgerLine Read(long index, JsonElement root)
    {
        var kind = Text(root, "kind");
        return new LedgerLine(
            index, Text(root, "at"), kind, Text(root, "task"), What(kind, root), Text(root, "verdict"), Text(root, "outcome"), Codes(root), Text(root, "decision"));
    }

    private static string What(string kind, JsonElement root) => kind switch
    {
        "epoch.started" => $"epoch {Text(root, "epoch")} ({Text(root, "cause")})",
        "release.activated" => Brief(root, "release"),
        "instance.attested" => $"{Text(root, "instance")} ({Text(root, "assurance")}, by {Text(root, "attestation")})",
        "join.offered" => $"{Text(root, "agent")} until {Text(root, "expires")}",
        "instance.ended" => $"{Text(root, "instance")} ({Text(root, "cause")})",
        "task.opened" => $"{Text(root, "agent")} takes up {Text(root, "intent")}",
        "task.offered" => $"{Text(root, "intent")} is offered to {Text(root, "to")}",
        "task.refused" => $"{Or(Text(root, "agent"), "an unknown agent")} asks for {Or(Text(root, "intent"), "an unknown intent")}",
        "task.moved" => $"{Text(root, "edge")}: {Text(root, "to")} ({Text(root, "cause")})",
        "writ.issued" => $"{Text(root, "writ")} for {Text(root, "audience")}",
        "writ.revoked" => Text(root, "writ"),
        "action.decided" => Text(root, "action"),
        "action.evaluated" => Or(Text(root, "action"), "an unknown action"),
        "action.observed" => $"after {Text(root, "elapsed_us")} µs",
        "message.refused" => $"{Text(root, "stage")}: {Text(root, "cause")}",
        "messages.refused" => $"of nobody known, since {Text(root, "since")}: {Text(root, "counts")}",
        "evidence.lost" => $"{Text(root, "count")} entries found no place",
        "session.opened" => Text(root, "server"),
        "definition.pinned" => Text(root, "tool"),
        "federation.changed" => $"{Text(root, "trust_domain")} {(root.TryGetProperty("bundle", out _) ? "is known by another bundle" : "is known no more")} ({Text(root, "cause")})",
        "keys.changed" or "keyring.changed" => $"made {Text(root, "made")}, destroyed {Text(root, "destroyed")} ({Text(root, "cause")})",
        "secret.set" or "secret.removed" => $"{Text(root, "secret")} by {Text(root, "by")}",
        "secret.used" => $"{Text(root, "secret")}, value {Text(root, "version")}, for {Text(root, "server")}",
        "approval.requested" => $"{Text(root, "approval")} for {Text(root, "action")}, by {Text(root, "approvers")}, until {Text(root, "expires")}",
        "approval.voted" => $"{Text(root, "approval")}: {Text(root, "vote")} by {Text(root, "by")} ({Text(root, "method")}), {Text(root, "state")}",
        "approval.settled" => $"{Text(root, "approval")}: {Text(root, "state")} ({Text(root, "cause")})",
        "approval.spent" => Or(Text(root, "approval"), "an approval"),
        "certificate.issued" or "token.issued" => $"{Text(root, "holder")} until {Text(root, "expires")}",
        "containment.set" or "containment.ended" => $"{Text(root, "what")} {Text(root, "name")}".TrimEnd(),
        _ => string.Join(' ', root.EnumerateObject().Where(static m => !Envelope.Contains(m.Name)).Select(static m => $"{Plain(m.Name)}={Value(m.Value)}")),
    };

    // A refusal with one code writes it as `code`, one with several as `codes`.
    private static ImmutableArray<string> Codes(JsonElement root) =>
        root.TryGetProperty("codes", out var codes) && codes.ValueKind == JsonValueKind.Array ? [.. codes.EnumerateArray().Select(Value)]
        : Text(root, "code") is { Length: > 0 } code ? [code]
        : [];

    private static string Brief(JsonElement root, string name) => ReleaseId.TryParse(Text(root, name), null, out var release) ? release.Short : Text(root, name);

    private static string Or(string text, string otherwise) => text.Length == 0 ? otherwise : text;

    private static string Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? Value(value) : "";

    private static string Value(JsonElement value) => Plain(value.ValueKind == JsonValueKind.String ? String(value) : value.GetRawText());

    private static string String(JsonElement value)
    {
        try
        {
            return value.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate, which only an altered entry has.
            return value.GetRawText();
        }
    }

    // What is printed may have been altered to drive a terminal, or to look like something else on it.
    private static string Plain(string text) => text.Any(IsUnsafe) ? string.Concat(text.Select(static c => IsUnsafe(c) ? '\uFFFD' : c)) : text;

    private static bool IsUnsafe(char c) => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
