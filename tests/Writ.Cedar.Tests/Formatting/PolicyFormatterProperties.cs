using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Writ.Cedar.Authorization;
using Writ.Cedar.Formatting;
using Writ.Cedar.Syntax;
using Writ.Cedar.Tests.Testing;

namespace Writ.Cedar.Tests.Formatting;

/// <summary>What holds for every text, however it is broken into lines and wherever comments stand in it.</summary>
public sealed class PolicyFormatterProperties
{
    private static readonly string[] Blanks = ["", " ", "\n", "\n\n", "\t", " // c\n", "\n// d\n", " // e\n  // f \n\n", "\n\n// g \"\n", "\r\n", " // h\r\n"];

    private static readonly Gen<Commented> Texts =
        from policies in PolicyGen.Policy.ListOf(3)
        from extra in Gen.Elements("", "@id(\"x\") permit(principal, action, resource,) when { {a: 1, \"b c\": [principal, {}],}.a == -1 && !(if context.a then 1 else -(2 + 3) * 4) };",
            "forbid(principal is A::B in ?principal, action in [Action::\"a\",], resource == ?resource) unless { principal has a.b.c && ip(\"10.0.0.1\").isInRange(resource[\"net\"].x) || resource is N::T in principal };")
        from blanks in Gen.Elements(Blanks).ArrayOf(97)
        from rate in Gen.Choose(1, 30)
        from width in Gen.Elements(80, 80, 40, 10, 200)
        from indent in Gen.Elements(2, 2, 0, 4)
        select new Commented(Sprinkle(string.Concat(policies.Select(policy => policy.Scoped)) + extra, blanks, rate), width, indent);

    [Fact]
    public void TryFormat_AnyText_IsIdempotentKeepsThePoliciesAndEveryComment() => Always.Holds(Texts, text =>
    {
        var options = new FormatOptions { LineWidth = text.Width, IndentWidth = text.Indent };
        return PolicyFormatter.TryFormat(text.Text, out var once, out _, options)
            && PolicyFormatter.TryFormat(once, out var twice, out _, options)
            && once == twice
            && CedarText.Write(PolicySet.Parse(once)) == CedarText.Write(PolicySet.Parse(text.Text))
            && PolicyFormatterTests.Comments(once).SequenceEqual(PolicyFormatterTests.Comments(text.Text), StringComparer.Ordinal)
            && once.EndsWith('\n') && !once.EndsWith("\n\n", StringComparison.Ordinal);
    });

    private static string Sprinkle(string text, string[] blanks, int rate)
    {
        var source = new SourceText(text, file: null);
        var result = new StringBuilder();
        var n = 0;
        foreach (var token in Lexer.Tokenize(source))
        {
            n++;
            result.Append(n % rate == 0 ? blanks[n % blanks.Length] : "").Append(' ').Append(text, token.Start, token.Length);
        }

        return result.ToString();
    }

    private sealed record Commented(string Text, int Width, int Indent);
}
