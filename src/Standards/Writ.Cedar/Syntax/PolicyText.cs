using Writ.Cedar.Ast;
using Writ.Cedar.Values;

namespace Writ.Cedar.Syntax;

/// <summary>The parser's border: text goes in, nodes or errors come out, and nothing is thrown.</summary>
internal static class PolicyText
{
    /// <summary>Reads the policies of one source, numbering on from those already there.</summary>
    public static void ReadPolicies(string text, string? file, ParseOptions options, List<Policy> policies, List<SyntaxError> errors)
    {
        if (Open(text, file, options, errors) is not { } tokens) return;
        var parser = new PolicyParser(tokens);
        while (!tokens.AtEnd && errors.Count < options.MaxErrors)
        {
            try
            {
                policies.Add(parser.Policy($"policy{policies.Count}"));
            }
            catch (SyntaxException refused)
            {
                errors.Add(refused.Error);
                tokens.SkipPolicy();
            }
        }
    }

    /// <summary>Reads one expression; null, with an error added, when the text is none.</summary>
    public static Expr? ReadExpression(string text, ParseOptions options, List<SyntaxError> errors)
    {
        if (Open(text, file: null, options, errors) is not { } tokens) return null;
        try
        {
            var expression = new ExpressionParser(tokens).Expression();
            tokens.Expect(TokenKind.End, "the end of the expression");
            return expression;
        }
        catch (SyntaxException refused)
        {
            errors.Add(refused.Error);
            return null;
        }
    }

    public static EntityUid? TryReadEntity(string text)
    {
        if (Open(text, file: null, ParseOptions.Default, []) is not { } tokens) return null;
        try
        {
            var entity = new ScopeParser(tokens).Entity();
            return tokens.AtEnd ? entity : null;
        }
        catch (SyntaxException)
        {
            return null;
        }
    }

    public static TokenReader? Open(string text, string? file, ParseOptions options, List<SyntaxError> errors)
    {
        if (text.Length > options.MaxTextLength)
        {
            errors.Add(new SyntaxError(new Position(file, 1, 1), $"found a text of {text.Length} characters, expected at most {options.MaxTextLength}", "split the policies over several files"));
            return null;
        }

        try
        {
            return new TokenReader(new SourceText(text, file), options);
        }
        catch (SyntaxException refused)
        {
            errors.Add(refused.Error);
            return null;
        }
    }
}
