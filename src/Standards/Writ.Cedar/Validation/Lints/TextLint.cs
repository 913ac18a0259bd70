using Writ.Cedar.Ast;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Validation.Lints;

/// <summary>Warns of text that does not read as it is: characters that reorder it, mixed scripts, look-alikes (UTS 39).</summary>
internal static class TextLint
{
    public static void Check(Policy policy, Findings findings)
    {
        foreach (var value in policy.Annotations.Values) CheckString(value, policy.Position, findings);
        foreach (var constraint in new[] { policy.Principal, policy.Action, policy.Resource })
            foreach (var entity in constraint.Entities()) CheckIdentifier(entity.Id, policy.Position, findings);
        foreach (var node in PolicyNodes.Of(policy))
        {
            switch (node)
            {
                case Expr.Literal { Value.Kind: ValueKind.String } e: CheckString(e.Value.String, e.At, findings); break;
                case Expr.Literal { Value.Kind: ValueKind.Entity } e: CheckIdentifier(e.Value.Entity.Id, e.At, findings); break;
                case Expr.Like e: CheckString(string.Join('*', e.Pattern.Parts), e.At, findings); break;
                case Expr.Attribute e: CheckIdentifier(e.Name, e.At, findings); break;
                case Expr.Has e:
                    foreach (var name in e.Path) CheckIdentifier(name, e.At, findings);
                    break;
                case Expr.RecordLiteral e:
                    foreach (var (name, _) in e.Fields) CheckIdentifier(name, e.At, findings);
                    break;
            }
        }
    }

    private static void CheckString(string text, Position at, Findings findings)
    {
        if (HasReordering(text))
            findings.Warning(ValidationKind.BidiString, at, $"found characters that reorder text in the string {MessageText.Quote(text)}");
        else if (!Scripts.IsSingle(text))
            findings.Warning(ValidationKind.MixedScriptString, at, $"found mixed scripts in the string {MessageText.Quote(text)}");
    }

    private static void CheckIdentifier(string text, Position at, Findings findings)
    {
        if (HasReordering(text))
            findings.Warning(ValidationKind.BidiIdentifier, at, $"found characters that reorder text in the identifier {MessageText.Quote(text)}");
        else if (Identifiers.FirstNotAllowed(text) is { } odd)
            findings.Warning(ValidationKind.ConfusableIdentifier, at, $"found {MessageText.Quote(odd.ToString())} in the identifier {MessageText.Quote(text)}, a character that is not meant for identifiers");
        else if (!Scripts.IsSingle(text))
            findings.Warning(ValidationKind.MixedScriptIdentifier, at, $"found mixed scripts in the identifier {MessageText.Quote(text)}");
        else if (LookAlikes.PassesForAscii(text))
            findings.Warning(ValidationKind.LookAlikeIdentifier, at, $"found the identifier {MessageText.Quote(text)}, which is of another script and looks like one in ASCII");
    }

    internal static bool HasReordering(string text) => VisibleText.IndexOfReordering(text) >= 0;
}
