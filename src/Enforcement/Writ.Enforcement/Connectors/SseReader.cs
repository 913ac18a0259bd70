using System.Buffers;

namespace Writ.Enforcement;

/// <summary>Reads the data of server-sent events, each at most so large. Names, ids and retry times are passed over: MCP does not need them.</summary>
internal sealed class SseReader(Stream stream, int limit)
{
    private readonly LineBuffer lines = new(limit);

    /// <summary>The data of the next event that has any; null at the end of the stream.</summary>
    /// <exception cref="UpstreamException">The event is larger than the limit.</exception>
    public async ValueTask<byte[]?> NextAsync(CancellationToken cancellationToken)
    {
        var data = new ArrayBufferWriter<byte>();
        while (await LineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                if (data.WrittenCount > 0)
                {
                    return data.WrittenSpan.ToArray();
                }
            }
            else if (Data(line) is { } part)
            {
                if (data.WrittenCount + part.Length > limit)
                {
                    throw new UpstreamException(UpstreamFault.Oversize, $"the server sent an event of more than {limit} bytes");
                }

                if (data.WrittenCount > 0)
                {
                    data.Write("\n"u8);
                }

                data.Write(part.Span);
            }
        }

        return null;
    }

    // What stands after the last line's end belongs to an event that never became whole.
    private async ValueTask<byte[]?> LineAsync(CancellationToken cancellationToken)
    {
        byte[] line;
        while (!lines.TryTake(out line))
        {
            var read = await stream.ReadAsync(lines.Free(), cancellationToken);
            if (read == 0)
            {
                return null;
            }

            lines.Filled(read);
        }

        return line;
    }

    private static ReadOnlyMemory<byte>? Data(byte[] line)
    {
        var field = line.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        if (!line.AsSpan(field).StartsWith("data:"u8))
        {
            return null;
        }

        var value = field + "data:".Length;
        return line.AsMemory(value < line.Length && line[value] == (byte)' ' ? value + 1 : value);
    }
}
