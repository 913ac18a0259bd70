using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Compilation;
using Writ.Cedar.Evaluation;
using Writ.Cedar.Explaining;
using Writ.Cedar.Formatting;
using Writ.Cedar.Json;
using Writ.Cedar.Partial;
using Writ.Cedar.Stacks;
using Writ.Cedar.Syntax;
using Writ.Cedar.Tests.Partial;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Validation;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Syntax;

/// <summary>The limits of depth are numbers: what is just inside them works on a stack of 256 KiB, and what is just beyond them is refused on a large one.</summary>
public sealed class SmallStackTests
{
    private const int Small = 256 * 1024;

    private static readonly ParseOptions Widest = new() { MaxNesting = Expr.MaxDepth, MaxExpressionDepth = Expr.MaxDepth, MaxTextLength = int.MaxValue, MaxJsonLength = int.MaxValue };

    public static TheoryData<string, string, ParseOptions> Deepest
    {
        get
        {
            var data = new TheoryData<string, string, ParseOptions>();
            foreach (var (name, options) in (IEnumerable<(string, ParseOptions)>)[("default", ParseOptions.Default), ("widest", Widest)])
            {
                var (depth, nesting) = (options.MaxExpressionDepth - 3, Math.Min(options.MaxNesting, options.MaxExpressionDepth) - 3);
                data.Add($"{name}: or", Chain("context.n == 8", " || ", depth) + " || true", options);
                data.Add($"{name}: sum", Chain("0", " + ", depth) + " == 0", options);
                data.Add($"{name}: parentheses", new string('(', nesting) + "true" + new string(')', nesting), options);
                data.Add($"{name}: if", Repeat("if context.mfa then (", nesting / 2) + "true" + Repeat(") else false", nesting / 2), options);
                data.Add($"{name}: not", Repeat("!!(", nesting / 3) + "true" + new string(')', nesting / 3), options);
                data.Add($"{name}: set", new string('[', nesting / 2) + "context.n" + new string(']', nesting / 2) + " != []", options);
                data.Add($"{name}: record", Repeat("{a: ", nesting / 2) + "context.n" + new string('}', nesting / 2) + " has a", options);
                data.Add($"{name}: contains", Repeat("[true].contains(", nesting / 2) + "context.mfa" + new string(')', nesting / 2), options);
                data.Add($"{name}: has", $"!(context has none{Repeat(".a", depth - 2)})", options);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Deepest), DisableDiscoveryEnumeration = true)]
    public void Everything_DeepestThatIsRead_WorksOnASmallStack(string name, string text, ParseOptions options) => OnASmallStack(() =>
    {
        Assert.True(PolicySet.TryParse([new PolicySource(null, $"permit(principal, action, resource) when {{ {text} }};")], out var policies, out var errors, options), $"{name}: {string.Join('\n', errors)}");
        var body = policies.Policies[0].Conditions[0].Body;

        // A value deeper than values may be is an error, and the same one for all.
        var isValueTooDeep = options == Widest && (name.EndsWith("set", StringComparison.Ordinal) || name.EndsWith("record", StringComparison.Ordinal));
        var answer = Given.Evaluate(policies.Policies[0]);
        Assert.Equal(isValueTooDeep ? EvaluationErrorKind.TooDeep : null, answer.Error?.Kind);
        if (!isValueTooDeep) Assert.Equal(CedarValue.From(true), answer.Value);
        for (var run = 0; run < PolicyProgram.HotAfter + 3; run++)
        {
            var response = Authorizer.Authorize(Given.Request, policies, Given.Store);
            Assert.Equal((isValueTooDeep ? 0 : 1, isValueTooDeep ? 1 : 0), (response.Permits.Length, response.Errors.Length));
        }

        // Print, and JSON both ways.
        var printed = CedarText.Write(body);
        Assert.True(Expr.TryParse(printed, out var again, out errors, options), $"{name}: {string.Join('\n', errors)}");
        Assert.Equal(printed, CedarText.Write(again));
        var json = ExpressionJson.Write(body);
        Assert.True(ExpressionJson.TryRead(json, out var read, out var error, options), $"{name}: {error}");
        Assert.Equal(json, ExpressionJson.Write(read));

        // Validate, explain, partially evaluate.
        Assert.DoesNotContain(PolicyValidator.Validate(policies, TypedExample.Schema).Errors, finding => finding.Message.Contains("stack", StringComparison.Ordinal));
        Assert.Equal(isValueTooDeep ? CedarDecision.Deny : CedarDecision.Allow, Explainer.Explain(Given.Request, policies, Given.Store).Decision);
        var partial = PartialAuthorizer.Evaluate(TypedExample.Request(TypedExample.Alice, TypedExample.Plan), policies, PartialEntities.Unknown);
        Assert.NotEmpty(PartialAuthorizer.Continue(partial, PartialEntities.Unknown).Residuals[0].ToString());
        Assert.Equal(isValueTooDeep ? 1 : 0, partial.Reauthorize(TypedExample.Whole, TypedExample.Store).Errors.Length);

        // The formatter reads with its own limits, and writes every level on a line: the widest would be a text of many megabytes.
        if (options == ParseOptions.Default) Assert.True(PolicyFormatter.TryFormat($"permit(principal, action, resource) when {{ {text} }};", out _, out errors), $"{name}: {string.Join('\n', errors)}");
    });

    [Theory]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("if true then ")]
    public void TryParse_OneLevelTooMany_IsRefusedOnAnyStack(string open)
    {
        var text = Repeat(open, ParseOptions.Default.MaxNesting + 1);
        foreach (var size in (int[])[Small, 16 * 1024 * 1024])
        {
            OnAStack(size, () =>
            {
                Assert.False(Expr.TryParse(text, out _, out var errors));
                Assert.Contains("more than 128 nested levels", errors[0].Message, StringComparison.Ordinal);
            });
        }
    }

    [Fact]
    public void Compile_DeepestThatIsCompiled_RunsOnASmallStack() => OnASmallStack(() =>
    {
        foreach (var text in (string[])[Chain("0", " + ", Lowering.MaxDepth - 3) + " == 0", Repeat("if context.mfa then ", 100) + "true" + Repeat(" else false", 100), Repeat("[true].contains(", 97) + "context.mfa" + new string(')', 97)])
        {
            var policies = PolicySet.Parse($"permit(principal, action, resource) when {{ {text} }};");
            var compiled = CompiledConditions.TryCompile(policies.Policies[0].Conditions);
            Assert.NotNull(compiled);
            var frame = new Frame(Given.Request, Given.Store);
            Assert.Equal(Truth.True, compiled.Test(ref frame));
        }
    });

    [Fact]
    public void Values_DeepestThereAre_AreComparedHashedAndWrittenOnASmallStack() => OnASmallStack(() =>
    {
        var (one, other) = (Deep(CedarValue.MaxDepth), Deep(CedarValue.MaxDepth));
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.Equal(one.ToString(), other.ToString());
        Assert.Throws<ArgumentException>(() => CedarSet.Of(one));
        Assert.Throws<ArgumentException>(() => CedarRecord.Of(("a", one)));

        // Beside a request whose context is as deep, a policy that goes one deeper errors in every engine.
        var request = new CedarRequest(Given.Alice, Given.View, Given.Photo, CedarRecord.Of(("deep", Deep(CedarValue.MaxDepth - 1))));
        var policies = PolicySet.Parse("permit(principal, action, resource) when { [[context.deep]] == [] }; permit(principal, action, resource) when { {a: {b: context.deep}} has a }; permit(principal, action, resource) when { [context.deep] != [] };");
        for (var run = 0; run < PolicyProgram.HotAfter + 3; run++)
        {
            var response = Authorizer.Authorize(request, policies, Given.Store);
            Assert.Equal([EvaluationErrorKind.TooDeep, EvaluationErrorKind.TooDeep], response.Errors.Select(error => error.Error.Kind));
            Assert.Single(response.Permits);
        }
    });

    [Fact]
    public void TryReadRecord_DeepestThatIsRead_WorksOnASmallStack() => OnASmallStack(() =>
    {
        var options = new EntityJsonOptions { MaxNesting = EntityJsonOptions.DeepestNesting };
        var json = Repeat("{\"a\":", EntityJsonOptions.DeepestNesting) + "1" + new string('}', EntityJsonOptions.DeepestNesting);
        Assert.True(ValueJson.TryReadRecord(json, out var record, out _, options: options));
        Assert.True(ValueJson.TryReadRecord(json, out var again, out _, options: options));
        Assert.Equal(record, again);
    });

    [Fact]
    public void Run_WorkThatThrows_ThrowsWhereItWasAsked() =>
        Assert.Equal("thrown", Assert.Throws<FormatException>(() => AmpleStack.Run<int, int>(1, static _ => throw new FormatException("thrown"))).Message);

    private static CedarValue Deep(int depth)
    {
        CedarValue value = CedarSet.Empty;
        for (var i = 1; i < depth; i++) value = i % 2 == 0 ? CedarSet.Of(value, 1) : CedarRecord.Of(("a", value));
        return value;
    }

    private static string Chain(string operand, string sign, int operands) => string.Join(sign, Enumerable.Repeat(operand, operands));

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static void OnASmallStack(Action test) => OnAStack(Small, test);

    private static void OnAStack(int size, Action test)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(test), size);
        thread.Start();
        thread.Join();
        if (failure is not null) throw new InvalidOperationException(failure.ToString(), failure);
    }
}
