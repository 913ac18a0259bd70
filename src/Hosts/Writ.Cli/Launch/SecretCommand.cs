using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using Writ.Domain;

namespace Writ.Cli;

/// <summary>Runs the command that a secret comes from: without a shell, for at most 30 seconds, reading a bounded output. What it says on its error output is dropped: it may quote the secret.</summary>
internal static class SecretCommand
{
    private const int Most = SecretValue.MaxLength + 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What it printed; null when it failed, took too long, or printed more than a secret may hold.</summary>
    public static async ValueTask<byte[]?> RunAsync(ImmutableArray<string> words, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(words[0], words.Skip(1))
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            });
            return process is null ? null : await ReadAsync(process, cancellationToken);
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            return null;
        }
    }

    private static async Task<byte[]?> ReadAsync(Process process, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            process.StandardInput.Close();
            var errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, either.Token);
            var output = new byte[Most + 1];
            var length = await process.StandardOutput.BaseStream.ReadAtLeastAsync(output, output.Length, throwOnEndOfStream: false, either.Token);
            if (length > Most)
            {
                return null;
            }

            await errors;
            await process.WaitForExitAsync(either.Token);
            return process.ExitCode == 0 ? output[..length] : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
