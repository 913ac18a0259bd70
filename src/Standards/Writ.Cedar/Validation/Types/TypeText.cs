using System.Text;
using Writ.Cedar.Values;

namespace Writ.Cedar.Validation.Types;

/// <summary>Writes types for messages, cut short: a type with shared parts can be far longer as text than in memory.</summary>
internal static class TypeText
{
    private const int Longest = 160;

    public static string Of(CedarType type)
    {
        var text = new StringBuilder();
        Write(type, text);
        return text.Length <= Longest ? text.ToString() : $"{text.ToString(0, Longest)}...";
    }

    private static void Write(CedarType type, StringBuilder text)
    {
        if (text.Length > Longest) return;
        switch (type)
        {
            case CedarType.Bool logical:
                text.Append(logical == CedarType.Bool.True ? "true" : logical == CedarType.Bool.False ? "false" : "Bool");
                break;
            case CedarType.Scalar scalar:
                text.Append(scalar.Name);
                break;
            case CedarType.Set set:
                text.Append("Set<");
                Write(set.Element, text);
                text.Append('>');
                break;
            case CedarType.Entity entity:
                foreach (var name in entity.Names)
                {
                    if (text.Length > Longest) return;
                    if (name != entity.Names[0]) text.Append(" or ");
                    text.Append(name);
                }

                break;
            case CedarType.Record record:
                Write(record, text);
                break;
        }
    }

    private static void Write(CedarType.Record record, StringBuilder text)
    {
        text.Append('{');
        var separator = "";
        foreach (var (name, field) in record.Fields.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            if (text.Length > Longest) return;
            text.Append(separator).Append(ValueText.Key(name)).Append(field.IsRequired ? ": " : "?: ");
            Write(field.Type, text);
            separator = ", ";
        }

        text.Append(record.IsOpen ? $"{separator}..}}" : "}");
    }
}
