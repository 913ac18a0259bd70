using Writ.Cedar.Authorization;
using Writ.Cedar.Formatting;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Tests.Formatting;

public sealed class PolicyFormatterTests
{
    [Theory]
    [InlineData("permit(principal,action,resource);", "permit (principal, action, resource);\n")]
    [InlineData("permit(principal,action,resource,);\n\n\n", "permit (principal, action, resource);\n")]
    [InlineData("permit(principal,action,resource)when{007 == 7};", "permit (principal, action, resource)\nwhen { 7 == 7 };\n")]
    [InlineData("permit(principal==?principal,action,resource);", "permit (\n  principal == ?principal,\n  action,\n  resource\n);\n")]
    [InlineData("@a@b(\"c\")forbid(principal,action,resource);permit(principal,action,resource);",
        "@a\n@b(\"c\")\nforbid (principal, action, resource);\n\npermit (principal, action, resource);\n")]
    [InlineData("", "\n")]
    [InlineData("// alone", "\n// alone\n")]
    public void TryFormat_Text_IsLaidOut(string text, string expected) => Assert.Equal(expected, Formatted(text));

    [Theory]
    [InlineData("permit(principal,action,resource)when{[1, // one\n2, // two\n].contains(1)};", "// two")]
    [InlineData("permit(principal,action,resource, // comma\n);", "// comma")]
    [InlineData("permit(principal,action,resource // last\n, // comma\n// close\n) // behind\n;", "// comma")]
    [InlineData("permit(principal,action in [Action::\"a\" // a\n, // comma\n],resource);", "// comma")]
    [InlineData("permit(principal,action,resource)when{{a: 1 // a\n, // comma\n} == {}};", "// comma")]
    public void TryFormat_CommentAtATrailingComma_IsKept(string text, string comment)
    {
        var formatted = Formatted(text);
        Assert.Contains(comment, formatted, StringComparison.Ordinal);
        Assert.Equal(Comments(text), Comments(formatted));
        Assert.Equal(formatted, Formatted(formatted));
    }

    [Fact]
    public void TryFormat_TwoCommentsOnOneLineByCarriageReturn_AreBothKept()
    {
        var formatted = Formatted("permit( // a\r// b\nprincipal,action,resource);");
        Assert.Equal(["// a", "// b"], Comments(formatted));
    }

    [Fact]
    public void TryFormat_BlankLinesInStringsAndIds_AreKept()
    {
        var formatted = Formatted("permit(principal == User::\"a\n\n b\",action,resource)when{\"x\n\n\n  y // no comment\" == \"\"};");
        Assert.Contains("User::\"a\n\n b\"", formatted, StringComparison.Ordinal);
        Assert.Contains("\"x\n\n\n  y // no comment\"", formatted, StringComparison.Ordinal);
    }

    [Fact]
    public void TryFormat_WidthAndIndent_AreObeyed()
    {
        var options = new FormatOptions { LineWidth = 30, IndentWidth = 4 };
        Assert.True(PolicyFormatter.TryFormat("permit(principal,action,resource)when{context.first && context.second};", out var formatted, out _, options));
        Assert.Equal("permit\n(principal, action, resource)\nwhen\n{\n    context.first &&\n    context.second\n};\n", formatted);
    }

    [Theory]
    [InlineData("日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語", true)]
    [InlineData("日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本", false)]
    [InlineData("e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301", true)]
    public void TryFormat_WideAndMarkCharacters_AreMeasuredInColumns(string id, bool oneLine) =>
        Assert.Equal(oneLine, Formatted($"permit(principal,action,resource)when{{\"{id}\"}};").Contains("when { ", StringComparison.Ordinal));

    [Theory]
    [InlineData("permit(principal,action,resource)")]
    [InlineData("permit(principal,action,resource) when { };")]
    [InlineData("\"open")]
    public void TryFormat_TextThatDoesNotParse_IsRefusedWithThePosition(string text)
    {
        Assert.False(PolicyFormatter.TryFormat(text, out var formatted, out var errors));
        Assert.Null(formatted);
        Assert.NotEmpty(errors);
        Assert.True(errors[0].Position.Line > 0);
    }

    [Fact]
    public void TryFormat_TextThatGrowsBeyondTheLimit_IsRefused()
    {
        var text = $"permit(principal,action,resource)when{{{string.Concat(Enumerable.Repeat("[", 100))}{string.Join(",", Enumerable.Repeat("1", 2_000))}{string.Concat(Enumerable.Repeat("]", 100))} == []}};";
        var options = new FormatOptions { Limits = new ParseOptions { MaxTextLength = 50_000 } };
        Assert.False(PolicyFormatter.TryFormat(text, out _, out var errors, options));
        Assert.Contains("grows beyond 50000 characters", errors[0].Message, StringComparison.Ordinal);
        Assert.True(PolicyFormatter.TryFormat(text, out _, out _));
    }

    [Fact]
    public void TryFormat_LongChain_TakesTimeInProportion()
    {
        var chain = string.Join(" && ", Enumerable.Repeat("context.a == [1, {b: (1 + 2) * 3}]", 900));
        var formatted = Formatted($"permit(principal,action,resource)when{{{chain}}};");
        Assert.Equal(formatted, Formatted(formatted));
        var wide = string.Join(", ", Enumerable.Range(0, 100_000));
        Assert.Equal(100_004, Formatted($"permit(principal,action,resource)when{{[{wide}]}};").Count(c => c == '\n'));
    }

    [Fact]
    public void TryFormat_DeepNestingOnASmallStack_AnswersOrThrowsNothingButTheGuard()
    {
        var text = $"permit(principal,action,resource)when{{{new string('(', 120)}true{new string(')', 120)}}};";
        var thread = new Thread(() => Assert.Contains("true", Formatted(text), StringComparison.Ordinal), 512 * 1024);
        thread.Start();
        thread.Join();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public void LineWidth_OutsideItsRange_IsRefused(int width) => Assert.Throws<ArgumentOutOfRangeException>(() => new FormatOptions { LineWidth = width });

    [Theory]
    [InlineData(-1)]
    [InlineData(17)]
    public void IndentWidth_OutsideItsRange_IsRefused(int indent) => Assert.Throws<ArgumentOutOfRangeException>(() => new FormatOptions { IndentWidth = indent });

    internal static string Formatted(string text)
    {
        Assert.True(PolicyFormatter.TryFormat(text, out var formatted, out var errors), string.Join('\n', errors));
        Assert.True(PolicySet.TryParse(formatted, out _, out errors), string.Join('\n', errors));
        return formatted;
    }

    internal static string[] Comments(string text)
    {
        var comments = new List<string>();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                for (at++; text[at] != '"'; at++)
                    if (text[at] == '\\') at++;
            }
            else if (text.AsSpan(at).StartsWith("//"))
            {
                var end = text.AsSpan(at).IndexOfAny('\n', '\r') is >= 0 and var cut ? at + cut : text.Length;
                comments.Add(text[at..end].Trim());
                at = end - 1;
            }
        }

        return [.. comments.Order(StringComparer.Ordinal)];
    }
}
