using Microsoft.Extensions.Logging;
using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.Issuers;

/// <summary>
/// The keys of one issuer as they were last fetched. They are fetched anew before a token is judged when they are older than ten minutes, and when it names one that is
/// not among them, but never twice within ten seconds, whatever tokens come. Only when that fails older keys count, until they are an hour old. Thread-safe.
/// </summary>
internal sealed partial class IssuerKeys(IssuerKeySource source, IssuerKeyFetch fetch, TimeProvider time, ILogger logger)
{
    /// <summary>How old keys may be before the next token has to wait for new ones.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromMinutes(10);

    /// <summary>How old keys may be and be believed while new ones cannot be fetched.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromHours(1);

    /// <summary>The least time between two fetches.</summary>
    public static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private Task fetching = Task.CompletedTask;
    private long? attempted;
    private volatile Held? held;
    private volatile string problem = "its keys were not fetched yet";

    /// <summary>The keys to verify a token with; null and the reason when none are fresh enough.</summary>
    public async ValueTask<(JwkSet? Keys, string Problem)> ForAsync(JwsHeader header, CancellationToken cancellationToken)
    {
        // Withdrawing a key is the only revocation there is, so the token at hand waits too: older keys count only when the issuer does not answer.
        if (Fresh(Refresh) is not { } known || !known.Keys.Any(key => IsMeant(key, header)))
        {
            await Fetch().WaitAsync(cancellationToken);
        }

        return (Fresh(Bound), problem);
    }

    private static bool IsMeant(PublicJwk key, JwsHeader header) =>
        (header.KeyId is null || string.Equals(key.KeyId, header.KeyId, StringComparison.Ordinal)) && key.Verifies(header.Algorithm);

    private JwkSet? Fresh(TimeSpan most) => held is { } last && time.GetElapsedTime(last.At) < most ? last.Keys : null;

    // One at a time, for all who wait; whoever gives up waiting ends nothing.
    private Task Fetch()
    {
        lock (gate)
        {
            if (fetching.IsCompleted && (attempted is not { } last || time.GetElapsedTime(last) >= LeastInterval))
            {
                attempted = time.GetTimestamp();
                fetching = Task.Run(FetchAsync);
            }

            return fetching;
        }
    }

    private async Task FetchAsync()
    {
        // Counted from before the first byte was asked for: the keys are at least that fresh.
        var began = time.GetTimestamp();
        try
        {
            var keys = await fetch.GetAsync(source, CancellationToken.None);
            held = new Held(keys, began);
            Log.Fetched(logger, source.Issuer, keys.Keys.Length);
        }
        catch (Exception fault) when (fault is DocumentException or FormatException)
        {
            problem = fault.Message;
            Log.NotFetched(logger, source.Issuer, fault.Message, held is null ? "none are known" : $"those known are believed until they are {Bound.TotalMinutes:0} minutes old");
        }
    }

    private sealed record Held(JwkSet Keys, long At);

    private static partial class Log
    {
        [LoggerMessage(2320, LogLevel.Debug, "issuer {Issuer} has {Count} keys")]
        public static partial void Fetched(ILogger logger, string issuer, int count);

        [LoggerMessage(2321, LogLevel.Warning, "the keys of issuer {Issuer} could not be fetched: {Problem}; {Consequence}")]
        public static partial void NotFetched(ILogger logger, string issuer, string problem, string consequence);
    }
}
