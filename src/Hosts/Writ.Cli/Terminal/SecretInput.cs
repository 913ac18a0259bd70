using System.Text;
using Writ.Domain;

namespace Writ.Cli;

/// <summary>Reads a secret from standard input; on a terminal it asks, and shows nothing of what is typed.</summary>
internal static class SecretInput
{
    public static async Task<string> ReadAsync(string prompt, CancellationToken cancellationToken)
    {
        var text = Console.IsInputRedirected ? await PipedAsync(cancellationToken) : Typed(prompt);
        return text.Length > 0
            ? text
            : throw new CliException(ExitCode.Invalid, "W1931", "there is no value on standard input, or it is too long", $"give it as one line of at most {SecretValue.MaxLength} bytes, as in `writ secret set NAME < file`");
    }

    private static async Task<string> PipedAsync(CancellationToken cancellationToken)
    {
        await using var input = StandardStreams.Input();
        var bytes = new byte[SecretValue.MaxLength + 3];
        var length = await input.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        using var value = length < bytes.Length ? SecretValue.Of(bytes.AsSpan(0, length)) : null;
        return value?.Reveal() ?? "";
    }

    private static string Typed(string prompt)
    {
        Console.Error.Write(prompt + ": ");
        var typed = new StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}
