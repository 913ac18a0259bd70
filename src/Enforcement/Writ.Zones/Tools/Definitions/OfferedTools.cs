using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Writ.Domain;
using Writ.Enforcement;

namespace Writ.Zones.Tools;

/// <summary>
/// What a server offers in one session. Writ lists it by itself, all pages, before the first list or call of the agent, and again when the server says
/// that its tools changed; what the agent's own lists show counts as well. Thread-safe.
/// </summary>
internal sealed class OfferedTools(
    Slug server, PinBook book, ToolsOptions options, TimeProvider time, Func<ProtocolMessage, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>> exchange)
    : IDisposable
{
    private readonly SemaphoreSlim listing = new(1, 1);

    // Writ's own requests share the server with the agent's, so their ids are ones that the agent cannot guess.
    private readonly string own = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private ImmutableDictionary<string, OfferedTool>? known;
    private int asked;
    private int changes;

    /// <summary>The server said that its tools changed: what is known is past.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref changes);
        Volatile.Write(ref known, null);
    }

    /// <summary>The tool of this name; null when the server offers none.</summary>
    /// <exception cref="UpstreamException">The server could not be asked.</exception>
    public async ValueTask<OfferedTool?> FindAsync(string tool, CancellationToken cancellationToken)
    {
        var found = (await KnownAsync(cancellationToken)).GetValueOrDefault(tool);
        if (found is not { Pinned: false, Definition.IsDefault: false })
        {
            return found;
        }

        // An operator may have pinned the new definition since it was seen.
        var pins = await book.ReadAsync(server, cancellationToken);
        return found with { Pinned = pins.TryGetValue(found.Name, out var pin) && pin == found.Definition };
    }

    /// <summary>Whether what is known without asking contradicts this definition of a tool. Nothing is known before the first list or call.</summary>
    public bool Contradicts(string tool, Digest256 definition) =>
        Volatile.Read(ref known) is { } seen && seen.GetValueOrDefault(tool)?.Definition != definition;

    /// <summary>Takes in a page that the agent asked for, and cuts out of it what the agent is not to see.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> FilterAsync(ReadOnlyMemory<byte> answer, Scope scope, CancellationToken cancellationToken)
    {
        if (ToolListing.Read(answer) is not { } page)
        {
            return null;
        }

        await KnownAsync(cancellationToken);
        await listing.WaitAsync(cancellationToken);
        try
        {
            var seen = await LearnAsync(known ?? ImmutableDictionary<string, OfferedTool>.Empty, page.Tools, cancellationToken);
            if (known is not null)
            {
                Volatile.Write(ref known, seen);
            }

            return page.Keep(tool => tool.Name is not null && seen.TryGetValue(tool.Name, out var offered) && offered.Pinned && offered.Definition == tool.Digest && scope.Mentions(offered.Name));
        }
        finally
        {
            listing.Release();
        }
    }

    public void Dispose() => listing.Dispose();

    private async ValueTask<ImmutableDictionary<string, OfferedTool>> KnownAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref known) is { } already)
        {
            return already;
        }

        await listing.WaitAsync(cancellationToken);
        try
        {
            if (known is { } meanwhile)
            {
                return meanwhile;
            }

            var before = Volatile.Read(ref changes);
            var all = await LearnAsync(ImmutableDictionary<string, OfferedTool>.Empty, await ListAsync(cancellationToken), cancellationToken);
            if (before == Volatile.Read(ref changes))
            {
                Volatile.Write(ref known, all);
            }

            return all;
        }
        finally
        {
            listing.Release();
        }
    }

    private async ValueTask<List<ListedTool>> ListAsync(CancellationToken cancellationToken)
    {
        List<ListedTool> tools = [];
        HashSet<string> cursors = new(StringComparer.Ordinal);
        using var limit = new CancellationTokenSource(options.ProtocolLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        string? cursor = null;
        for (long bytes = 0; ;)
        {
            var id = Encoding.UTF8.GetBytes($"\"writ-{own}-{Interlocked.Increment(ref asked)}\"");
            var request = ProtocolMessage.ListTools(id, cursor, default)
                ?? throw new UpstreamException(UpstreamFault.Malformed, $"the server `{server}` gave a cursor that is none");
            var answer = await AskAsync(request, either.Token, cancellationToken);
            if (ToolListing.Read(answer) is not { } page)
            {
                // An error means that the server has no tools, or none for now; either way there is nothing to call.
                return McpAnswer.Read(answer.Span, id) is { Failed: true }
                    ? tools
                    : throw new UpstreamException(UpstreamFault.Malformed, $"the server `{server}` answered a list of tools that is none");
            }

            tools.AddRange(page.Tools);
            bytes += answer.Length;
            cursor = page.Next;

            // A list need not end by itself: what stands beyond the limits, or after a page that was there before, is not there.
            if (cursor is null || !cursors.Add(cursor) || cursors.Count >= options.MaxPages || bytes >= options.MaxListBytes || tools.Count >= options.MaxTools)
            {
                return tools;
            }
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> AskAsync(ProtocolMessage request, CancellationToken either, CancellationToken cancellationToken)
    {
        try
        {
            return await exchange(request, either) ?? ReadOnlyMemory<byte>.Empty;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UpstreamException(UpstreamFault.Died, $"the server `{server}` did not list its tools in time", exception);
        }
    }

    private async ValueTask<ImmutableDictionary<string, OfferedTool>> LearnAsync(
        ImmutableDictionary<string, OfferedTool> before, IReadOnlyCollection<ListedTool> tools, CancellationToken cancellationToken)
    {
        var found = new Dictionary<ActionName, (Digest256 Digest, bool Schema)>();
        foreach (var tool in tools)
        {
            if (ActionName.TryCreate(server, tool.Name, out var name)
                && (found.ContainsKey(name) || before.ContainsKey(name.Tool) || before.Count + found.Count < options.MaxTools))
            {
                // Two definitions under one name: nobody can tell which one a call would reach, so neither is callable.
                found[name] = (found.TryGetValue(name, out var other) && other.Digest != tool.Digest ? default : tool.Digest, tool.HasOutputSchema);
            }
        }

        if (found.Count == 0 || (before.Count > 0 && found.All(f => before.TryGetValue(f.Key.Tool, out var same) && same.Pinned && same.Definition == f.Value.Digest)))
        {
            return before;
        }

        var pins = await book.PinAsync(server, found.ToDictionary(static f => f.Key, static f => f.Value.Digest), options.MaxTools, cancellationToken);
        return before.SetItems(found.Select(f => KeyValuePair.Create(
            f.Key.Tool,
            new OfferedTool(f.Key, f.Value.Digest, pins.TryGetValue(f.Key, out var pin) && !f.Value.Digest.IsDefault && pin == f.Value.Digest, f.Value.Schema))));
    }
}
