/**
 * What drivers call the same loss. One name a mechanism and driver: several of a driver's counters repeat each other per queue or priority, and would
 * count a packet twice.
 *
 * mlx5: Documentation/networking/device_drivers/ethernet/mellanox/mlx5/counters.rst; ixgbe, igb, i40e, ice: drivers/net/ethernet/intel, *_ethtool.c;
 * bnx2x, bnxt, qede, tg3, be2net, ena, virtio_net: likewise.
 */
export const NAMES = {
  /** The host gave the card no buffer in time: its ring was full. */
  noBuffer:
    /^(?:rx_out_of_buffer|rx_no_dma_resources|rx_no_buffer_count|(?:port\.)?rx_dropped|no_buff_discards|rx_no_buff_discards|rx_drops_no_pbuf|rx_queue_\d+_drops|rx_discards|rxbds_empty|rx_overruns)$/,
  /** The card's own buffer was full before the host was asked: PCI Express too slow, or a burst. */
  portBuffer: /^(?:rx_discards_phy|rx_input_fifo_overflow_drop|mac_rx_fifo_drop|rx_buf_trunc|rx_brb_discard|brb_discards|brb_truncates)$/,
  /** Frames that arrived damaged. */
  damaged:
    /^(?:port\.)?(?:rx_crc_errors(?:_phy|\.nic)?|rx_fcs_err(?:or)?s(?:_frames)?|rx_crc_err|rx_align_err(?:or)?s|rx_symbol_err(?:ors)?_phy)$/,
  /** The other end asked this card to stop sending. */
  pausesReceived: /^(?:port\.)?(?:rx_pause_ctrl_phy|rx_pause(?:_frames|_ctrl)?|rx_flow_control_xoff|link_xoff_rx|rx_xoff)$/,
  /** This card asked the other end to stop sending. */
  pausesSent: /^(?:port\.)?(?:tx_pause_ctrl_phy|tx_pause(?:_frames|_ctrl)?|tx_flow_control_xoff|link_xoff_tx|tx_xoff)$/,
} as const;

export type Kind = keyof typeof NAMES;
