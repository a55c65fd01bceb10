using System.Buffers;
using System.IO.Pipelines;

namespace EvidenceApi.Tables;

/// <summary>
/// The body of an answer as the stream that file writers expect: they write synchronously and ask for their position, which the body's own
/// stream refuses.
/// </summary>
internal sealed class BodyStream(PipeWriter writer, CancellationToken cancel) : Stream
{
    private const int FlushAt = 64 * 1024;
    private long written;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => written;

    public override long Position
    {
        get => written;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Take(buffer);
        // Exports are few, and each waits here only for its own reader.
        if (writer.UnflushedBytes >= FlushAt) FlushAsync(cancel).GetAwaiter().GetResult();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Take(buffer.Span);
        if (writer.UnflushedBytes >= FlushAt) await FlushAsync(cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if ((await writer.FlushAsync(cancellationToken)).IsCompleted) throw new OperationCanceledException("The caller is gone.");
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Take(ReadOnlySpan<byte> bytes)
    {
        cancel.ThrowIfCancellationRequested();
        writer.Write(bytes);
        written += bytes.Length;
    }
}
