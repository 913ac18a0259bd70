using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Schema;

/// <summary>Reads and writes schemas in Cedar syntax.</summary>
public static class SchemaText
{
    /// <summary>Reads a schema without resolving its names.</summary>
    /// <param name="text">The text.</param>
    /// <param name="document">The schema, when there was no error.</param>
    /// <param name="errors">What was wrong.</param>
    /// <param name="options">The limits; null for <see cref="ParseOptions.Default"/>.</param>
    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out SchemaDocument? document,
        out ImmutableArray<SyntaxError> errors,
        ParseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = new List<SyntaxError>();
        document = null;
        if (PolicyText.Open(text, file: null, options ?? ParseOptions.Default, found) is { } tokens)
        {
            try
            {
                document = new SchemaParser(tokens).Document();
            }
            catch (SyntaxException refused)
            {
                found.Add(refused.Error);
            }
        }

        errors = [.. found];
        return document is not null;
    }

    /// <summary>
    /// Writes a schema so that it reads back to the same meaning. An action that applies to no principal or no resource is written
    /// without <c>appliesTo</c>, which says the same.
    /// </summary>
    /// <param name="document">The schema.</param>
    /// <param name="text">The text, when there was no error.</param>
    /// <param name="error">
    /// The part that has no meaning, or no such form: attributes of an entity type that are no record in place, and an entity type that
    /// stands where a common type of the same name would be understood.
    /// </param>
    public static bool TryWrite(SchemaDocument document, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out SchemaError? error)
    {
        ArgumentNullException.ThrowIfNull(document);
        text = null;
        if (!document.TryResolve(out _, out error)) return false;
        try
        {
            text = new SchemaTextWriter(new SchemaNames(document)).Write(document);
            return true;
        }
        catch (SchemaException refused)
        {
            error = refused.In(document);
            return false;
        }
    }
}
